import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildExtension } from '../playground/build-extension.ts';
import type { Bench } from './row.ts';

/** Gzipped JavaScript in bytes, loaded with a page or later with a dialog. `budget` is in kB (1000 bytes). */
interface Part {
  name: string;
  bytes: number;
  budget: number;
}

/** Builds the extension for production and compares each part with its budget. The Worker's size is in `startup`. */
export const size: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-size-'));
  const parts = await extensionParts(folder);
  rmSync(folder, { recursive: true });
  return parts.map(({ name, bytes, budget }) => ({
    name,
    value: bytes / 1000,
    unit: 'kB gzipped',
    bar: { atMost: budget },
    isExact: true,
  }));
};

async function extensionParts(folder: string): Promise<Part[]> {
  const output = await buildExtension(
    ['https://jira.example.com', 'https://wiki.example.com'],
    folder,
  );
  const scripts = readdirSync(output, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.replaceAll('\\', '/'));
  const popup = findScripts(output, 'popup.html', 'at once');
  const popupLater = findScripts(output, 'popup.html', 'ever');
  const withoutAdministration = findScripts(output, 'popup.html', 'ever', /administration-/);
  const options = findScripts(output, 'options.html', 'ever');
  const gzipped = (belongs: (file: string) => boolean) =>
    scripts
      .filter(belongs)
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(output, file))).length, 0);
  return [
    { name: 'popup', bytes: gzipped((file) => popup.has(file)), budget: 25 },
    {
      name: 'popup, later',
      bytes: gzipped((file) => withoutAdministration.has(file) && !popup.has(file)),
      budget: 30,
    },
    {
      name: 'administration alone',
      bytes: gzipped((file) => popupLater.has(file) && !withoutAdministration.has(file)),
      budget: 25,
    },
    {
      name: 'settings alone',
      bytes: gzipped((file) => options.has(file) && !popupLater.has(file)),
      budget: 6,
    },
    {
      name: 'content script',
      bytes: gzipped((file) => file.startsWith('content-scripts')),
      budget: 5,
    },
    { name: 'background', bytes: gzipped((file) => file === 'background.js'), budget: 12 },
  ];
}

/** Finds the scripts of a page: its own and their imports, with or without dynamic ones. `leftOut` is not followed. */
function findScripts(
  output: string,
  page: string,
  when: 'at once' | 'ever',
  leftOut = /^(?!)/,
): Set<string> {
  const html = readFileSync(join(output, page), 'utf8');
  const imports =
    when === 'ever'
      ? /(?:from|import\(?)\s*["'`](\.\/.+?\.js)/g
      : /(?:from|import)\s*["'`](\.\/.+?\.js)/g;
  const found = new Set([...html.matchAll(/src="\/(.+?\.js)"/g)].map(([, file = '']) => file));
  for (const file of found) {
    for (const [, path = ''] of readFileSync(join(output, file), 'utf8').matchAll(imports)) {
      if (!leftOut.test(path)) found.add(posix.join(dirname(file), path));
    }
  }
  return found;
}
