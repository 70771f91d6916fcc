import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWithApt } from './apt.ts';

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
  return find({
    named: process.env.CHROMIUM,
    commands: ['chromium', 'chromium-browser', 'ungoogled-chromium'],
    elsewhere: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/snap/bin/chromium'],
  });
}

/** A Firefox on this machine, or undefined. The variable FIREFOX may name one. */
export function findFirefox(): string | undefined {
  return find({
    named: process.env.FIREFOX,
    commands: ['firefox-esr', 'firefox'],
    elsewhere: ['/Applications/Firefox.app/Contents/MacOS/firefox', '/snap/bin/firefox'],
  });
}

interface Places {
  named: string | undefined;
  commands: readonly string[];
  elsewhere: readonly string[];
}

function find({ named = '', commands, elsewhere }: Places): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)));
  return [named, ...onPath, ...elsewhere].find((path) => path !== '' && existsSync(path));
}

/** The one there is, else one installed by the system's package manager or by Playwright; throws saying what is missing. */
export async function provideChromium(): Promise<string> {
  const found = findChromium() ?? (await fromPlaywright());
  if (found) return found;
  if (!installWithApt('chromium')) {
    console.log('Installing Chromium (playwright install chromium) …');
    const playwright = join('node_modules', '@playwright', 'test', 'cli.js');
    spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = findChromium() ?? (await fromPlaywright());
  return installed ?? missing('Chromium', 'chromium', 'CHROMIUM');
}

async function fromPlaywright(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

/** The one there is, else one installed by the system's package manager (Playwright's own takes no extensions); throws saying what is missing. */
export function provideFirefox(): string {
  const found = findFirefox();
  if (found) return found;
  installWithApt('firefox-esr');
  return findFirefox() ?? missing('Firefox', 'firefox-esr', 'FIREFOX');
}

function missing(browser: string, debianPackage: string, variable: string): never {
  throw new Error(
    `The tests in a browser need ${browser}, and none was found or could be installed. Install it (for instance: apt-get install ${debianPackage}), or name one in the variable ${variable}.`,
  );
}
