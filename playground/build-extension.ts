import { spawn } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Builds the extension with these sites into `folder`, and answers where the unpacked extension lies. */
export async function buildExtension(
  sites: readonly string[],
  folder: string,
  browser: 'chrome' | 'firefox' = 'chrome',
): Promise<string> {
  // WXT's folder is named after the manifest's version as well, which may have been another one.
  const builds = join(folder, `${browser}-mv*`);
  for (const old of globSync(builds)) rmSync(old, { recursive: true });
  const wxt = join('node_modules', 'wxt', 'bin', 'wxt.mjs');
  const child = spawn(process.execPath, [wxt, 'build', '-b', browser], {
    env: { ...process.env, POSTERN_SITES: sites.join(','), POSTERN_OUTPUT: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise((done) => child.once('close', done));
  const [built] = globSync(builds);
  if (code !== 0 || !built) throw new Error(`wxt build failed:\n${output}`);
  return resolve(built);
}
