import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js');

/** The Worker of this checkout in one module, as a deployment to Cloudflare would send it. */
export function bundleWorker(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'));
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [wrangler, 'deploy', 'worker/self-hosted.ts', '--dry-run', '--env=', '--outdir', folder],
      { env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' }, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The Worker cannot be built:\n${stderr}`);
    return readFileSync(join(folder, 'self-hosted.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
