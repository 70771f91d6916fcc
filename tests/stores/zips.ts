import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import jszip from 'jszip';

/** Names of files and what is in them. */
export type Files = ReadonlyMap<string, Buffer>;

export const sites = ['https://jira.example.com/jira', 'https://wiki.example.com'];
export const geckoId = 'postern@example.com';
export const name = 'ACME “API” tokens';

/** What `npm run zip` writes for these sites, run in this folder or in another one. */
export async function makeZips(cwd = resolve('.')) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-stores-'));
  for (const browser of ['chrome', 'firefox']) wxt(['zip', '-b', browser], cwd, folder);
  const [chrome, firefox, sources] = ['chrome', 'firefox', 'sources'].map((store) => {
    const [path] = globSync(join(folder, `postern-*-${store}.zip`));
    if (!path) throw new Error(`npm run zip wrote no postern-*-${store}.zip`);
    return path;
  }) as [string, string, string];
  return {
    folder,
    paths: { chrome, firefox, sources },
    chrome: await filesIn(chrome),
    firefox: await filesIn(firefox),
    sources: await filesIn(sources),
  };
}

/** All that git would keep of this folder, somewhere else, as somebody else's clone has it. */
export function copyRepository(folder: string): void {
  const names = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      encoding: 'utf8',
    },
  ).split('\0');
  for (const name of names.filter((one) => one && existsSync(one))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), readFileSync(name), { mode: 0o600 });
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
}

/** Builds the sources as the store's reviewers do, somewhere else; answers what comes out. */
export function buildForFirefox(sources: Files, folder: string): Files {
  for (const [name, content] of sources) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  // In place of `npm ci`.
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const output = join(folder, '.output');
  wxt(['build', '-b', 'firefox'], folder, output);
  const [built] = globSync(join(output, 'firefox-mv*'));
  if (!built) throw new Error('the sources build to nothing');
  const names = globSync('**/*.*', { cwd: built });
  return new Map(names.map((name) => [name, readFileSync(join(built, name))]));
}

function wxt(args: string[], cwd: string, output: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve('node_modules', 'wxt', 'bin', 'wxt.mjs'), ...args],
    {
      cwd,
      encoding: 'utf8',
      env: {
        ...process.env,
        // Vitest's own would build for development.
        NODE_ENV: 'production',
        POSTERN_SITES: sites.join(','),
        POSTERN_NAME: name,
        POSTERN_GECKO_ID: geckoId,
        POSTERN_OUTPUT: output,
      },
    },
  );
  if (status !== 0) throw new Error(`wxt ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

async function filesIn(path: string): Promise<Files> {
  const { files } = await jszip.loadAsync(readFileSync(path));
  const entries = Object.values(files).filter(({ dir }) => !dir);
  return new Map(
    await Promise.all(
      entries.map(async (entry) => [entry.name, await entry.async('nodebuffer')] as const),
    ),
  );
}
