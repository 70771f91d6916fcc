import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Worker as `wrangler deploy` would send it. */
export function bundle(
  main = 'worker/index.ts',
  flags: readonly string[] = [],
  { isMinified } = { isMinified: true },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'));
  const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
  const args = ['deploy', main, '--dry-run', '--outdir', folder];
  if (isMinified) args.push('--minify');
  for (const flag of flags) args.push('--compatibility-flags', flag);
  const { status, stderr } = spawnSync(process.execPath, [wrangler, ...args], {
    env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`wrangler deploy --dry-run failed:\n${stderr}`);
  const script = readdirSync(folder).find((file) => file.endsWith('.js')) ?? '';
  const text = readFileSync(join(folder, script), 'utf8');
  rmSync(folder, { recursive: true });
  return text;
}
