import { build } from 'esbuild';

/**
 * The Worker of this checkout in one module, by the bundler and the conditions that wrangler has for it. In memory: a service
 * needs to write nowhere but in its data folder.
 */
export async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['worker/self-hosted.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return outputFiles.map(({ text }) => text).join('');
}
