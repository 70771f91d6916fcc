import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

/** Builds the extension for Chromium with these sites into `folder`, and answers where the unpacked extension lies. */
export async function buildExtension(sites: readonly string[], folder: string): Promise<string> {
  const child = spawn(process.execPath, [join('node_modules', 'wxt', 'bin', 'wxt.mjs'), 'build'], {
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
  if (code !== 0) throw new Error(`wxt build failed:\n${output}`);
  return resolve(folder, 'chrome-mv3');
}
