import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrangler } from './wrangler.ts';

/** Bundles a Worker as `wrangler deploy` does. */
export function bundle(
  main = 'worker/index.ts',
  flags: readonly string[] = [],
  { isMinified } = { isMinified: true },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'));
  const options = [
    ...(isMinified ? ['--minify'] : []),
    ...flags.flatMap((flag) => ['--compatibility-flags', flag]),
  ];
  wrangler('deploy', main, '--dry-run', '--outdir', folder, ...options);
  const script = readdirSync(folder).find((file) => file.endsWith('.js')) ?? '';
  const text = readFileSync(join(folder, script), 'utf8');
  rmSync(folder, { recursive: true });
  return text;
}
