import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameLength } from '../../extension/build/company.ts';
import {
  buildForFirefox,
  copyRepository,
  type Files,
  geckoId,
  makeZips,
  name,
  sites,
} from './zips.ts';

let zips: Awaited<ReturnType<typeof makeZips>>;
beforeAll(async () => {
  zips = await makeZips();
}, 120_000);
afterAll(() => rmSync(zips.folder, { recursive: true }));

const hosts = sites.map((site) => `https://${new URL(site).hostname}/*`);

/** All that a store is given: pages, their scripts and styles, pictures, texts. */
const expectedFile =
  /^(manifest|managed-storage)\.json$|^(popup|options)\.html$|^background\.js$|^(chunks|content-scripts)\/[\w-]+\.js$|^assets\/[\w-]+\.css$|^icon\/\d+\.png$|^_locales\/(de|en)\/messages\.json$/;

describe.each(['chrome', 'firefox'] as const)('the zip for %s', (store) => {
  it('holds what the browser loads and nothing else', () => {
    const names = [...zips[store].keys()];
    expect(names.filter((name) => !expectedFile.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['manifest.json', 'popup.html', 'background.js']));
  });

  it('tells nothing of the machine that built it', () => {
    const tells = [...zips[store]].filter(([, content]) =>
      [resolve('.'), homedir()].some((path) => content.includes(path)),
    );
    expect(tells.map(([name]) => name)).toEqual([]);
  });

  it('asks for the hosts of its sites alone, and is in their pages without being asked', () => {
    const { permissions, host_permissions, content_scripts } = manifestOf(zips[store]);
    const asked = [...permissions, ...host_permissions].filter((one) => /[:*/<]/.test(one));
    expect(asked.toSorted()).toEqual(hosts);
    const pages = ['https://jira.example.com/jira/*', 'https://wiki.example.com/*'];
    expect(content_scripts.flatMap(({ matches }) => matches).toSorted()).toEqual(pages);
  });

  it('asks for nothing that docs/privacy.md does not justify, and the other way round', () => {
    const { permissions, optional_host_permissions } = manifestOf(zips[store]);
    const rows = [
      ...readFileSync('docs/privacy.md', 'utf8').matchAll(/^\| `([^`]+)` \| (.{20,}) \|$/gm),
    ];
    const justified = rows.map(([, permission]) => permission);
    expect(justified.toSorted()).toEqual([...permissions, ...optional_host_permissions].toSorted());
  });

  it('is called as the organisation wishes', () => {
    expect(manifestOf(zips[store]).name).toBe(name);
  });
});

describe('the zip for Firefox', () => {
  it('has the id that was wished, and says that nothing is collected', () => {
    expect(manifestOf(zips.firefox).browser_specific_settings?.gecko).toMatchObject({
      id: geckoId,
      data_collection_permissions: { required: ['none'] },
    });
  });

  it('has no findings by the linter of its store', () => {
    const webExt = join('node_modules', 'web-ext', 'bin', 'web-ext.js');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        webExt,
        'lint',
        '--no-config-discovery',
        '--output=json',
        '--source-dir',
        zips.paths.firefox,
      ],
      { encoding: 'utf8', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } },
    );
    const { errors, warnings, notices } = JSON.parse(stdout || JSON.stringify({ errors: stderr }));
    expect({ errors, warnings, notices }).toEqual({ errors: [], warnings: [], notices: [] });
  });
});

describe('the sources', () => {
  it('are of this repository: nothing that git ignores, and no tests', () => {
    const ofGit = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    }).split('\n');
    const names = [...zips.sources.keys()];
    expect(names.filter((name) => !ofGit.includes(name))).toEqual([]);
    expect(
      names.filter((name) => /\.test\.|^(tests|playground|worker)\/(?!tsconfig)/.test(name)),
    ).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['package-lock.json', 'docs/stores.md']));
  });

  it('build to the same bytes', () => {
    const built = buildForFirefox(zips.sources, join(zips.folder, 'elsewhere'));
    expect([...built.keys()].toSorted()).toEqual([...zips.firefox.keys()].toSorted());
    const differing = [...built].filter(
      ([name, content]) => !zips.firefox.get(name)?.equals(content),
    );
    expect(differing.map(([name]) => name)).toEqual([]);
  }, 60_000);
});

describe('what anybody can check', () => {
  it('is that two builds of one commit give the same bytes, somewhere else too', async () => {
    const folder = join(zips.folder, 'clone');
    copyRepository(folder);
    const again = await makeZips(folder);
    for (const store of ['chrome', 'firefox', 'sources'] as const) {
      const [one, other] = [zips, again].map(({ paths }) => readFileSync(paths[store]));
      expect(other?.equals(one ?? Buffer.of()), store).toBe(true);
    }
    rmSync(again.folder, { recursive: true });
  });
});

describe('the texts of the stores', () => {
  it.each(['en', 'de'])('are as short as all stores want them: %s', (language) => {
    const { extension } = JSON.parse(
      readFileSync(`extension/locales/${language}.json`, 'utf8'),
    ) as {
      extension: { name: string; description: string };
    };
    expect(extension.name.length).toBeLessThanOrEqual(nameLength.max);
    expect(extension.description.length).toBeLessThanOrEqual(132);
  });
});

function manifestOf(files: Files) {
  return JSON.parse(String(files.get('manifest.json'))) as {
    name: string;
    permissions: string[];
    host_permissions: string[];
    optional_host_permissions: string[];
    content_scripts: { matches: string[] }[];
    browser_specific_settings?: { gecko: object };
  };
}
