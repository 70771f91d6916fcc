import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'ungoogled-chromium'];
const elsewhere = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/snap/bin/chromium'];

/** Root has no sandbox for Chromium; the rest keeps it from asking hosts that a machine may not reach. */
export const chromiumArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/**
 * A Chromium on this machine, or undefined. The variable CHROMIUM may name one. Google's own Chrome is no use here: it takes
 * no unpacked extension from the command line.
 */
export function findChromium(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.CHROMIUM ?? '', ...onPath, ...elsewhere].find(
    (path) => path !== '' && existsSync(path),
  );
}

/** The one there is, else one installed by the system's package manager or by Playwright; throws saying what is missing. */
export async function provideChromium(): Promise<string> {
  const found = findChromium() ?? (await fromPlaywright());
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium (apt-get install chromium) …');
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      stdio: 'ignore',
    });
  } else {
    console.log('Installing Chromium (playwright install chromium) …');
    spawnSync(
      process.execPath,
      [join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
      {
        stdio: 'inherit',
      },
    );
  }
  const installed = findChromium() ?? (await fromPlaywright());
  if (installed) return installed;
  throw new Error(
    'The tests in a browser need Chromium, and none was found or could be installed. Install it (for instance: apt-get install chromium), or name one in the variable CHROMIUM.',
  );
}

async function fromPlaywright(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}
