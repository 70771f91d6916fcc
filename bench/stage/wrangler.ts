import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs the repository's own wrangler. Throws with its output if it fails. */
export function wrangler(...words: string[]): void {
  const program = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
    env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`wrangler ${words.slice(0, 2).join(' ')} failed:\n${stderr}`);
}
