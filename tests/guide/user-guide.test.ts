import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeToken } from '../../playground/first-token.ts';
import { type House, openHouse } from '../support/open-house.ts';
import { type Block, blocks, tableBelow } from './blocks.ts';
import { providePython, run } from './programs.ts';

let house: House;
let site: string;
let secret: string;
const home = mkdtempSync(join(tmpdir(), 'postern-guide-'));

beforeAll(async () => {
  house = await openHouse(['applink']);
  site = house.site('applink', 'jira');
  secret = await makeToken(site, { name: 'alice', password: 'alice' });
}, 120_000);

afterAll(async () => {
  await house.close();
  rmSync(home, { recursive: true });
});

const me = /"name":"alice"/;
const issues = /^DEMO-\d/m;

/** What each example prints with a real token, in the order of the guide. */
const prints: Record<string, RegExp> = {
  'curl, sh': me,
  'curl, netrc': /^$/,
  'curl, sh 2': /"serverTitle"/,
  'curl, sh 3': /^x-postern-token-expires: \w{3}, \d\d \w{3} \d{4}/i,
  'A CI job, sh': /"key":"DEMO-\d+"/,
  'Python, python': issues,
  'Python, python 2': issues,
  'JavaScript, js': /^Alice Ångström$/m,
  'Maven, xml': me,
  'Power BI, Excel and other clients, powerquery': /"issues":\[\{/,
};

describe('the examples', () => {
  it('are all run', () => {
    expect(blocks().map(({ name }) => name)).toEqual(Object.keys(prints));
  });

  it.each(blocks())(
    '$name',
    async (block) => {
      house.playground.received.length = 0;
      expect(await output(block)).toMatch(prints[block.name] ?? /^\b$/);
      const users = house.playground.received
        .filter(({ target }) => target.startsWith('/jira/rest/'))
        .map(({ user }) => user);
      // Before a change, and now and then, the Worker asks the product about the owner; all else is the example's own.
      if (block.language !== 'netrc') expect(new Set(users)).toEqual(new Set(['alice']));
    },
    60_000,
  );
});

/** With the test's site, user and token in the place of the guide's. */
function output({ language, code: documented }: Block): Promise<string> {
  const { hostname } = new URL(site);
  const code = documented
    .replaceAll('https://jira.example.com', site)
    .replaceAll('jira.example.com', hostname)
    .replaceAll('pst_…', secret);
  const env = { HOME: home, JIRA_USER: 'alice', JIRA_TOKEN: secret };
  switch (language) {
    case 'sh':
      return run('bash', ['-euo', 'pipefail', '-c', code], { env });
    case 'netrc':
      writeFileSync(join(home, '.netrc'), code, { mode: 0o600 });
      return Promise.resolve('');
    case 'python':
      return run(providePython(['jira', 'requests']), ['-'], { input: code });
    case 'js':
      return run(process.execPath, ['--input-type=module', '-'], { input: code });
    case 'xml':
      return byServerOf(code);
    case 'powerquery':
      return byPowerQuery(code);
    default:
      throw new Error(`nothing runs ${language}`);
  }
}

/** What Maven reads of its settings, and sends at once. */
async function byServerOf(settings: string): Promise<string> {
  const text = (path: string) =>
    run(providePython(['xml']), [
      '-c',
      `import sys, xml.etree.ElementTree as x; print(x.fromstring(sys.argv[1]).find('.//{*}server/{*}' + sys.argv[2]).text, end='')`,
      settings,
      path,
    ]);
  expect(await text('configuration//{*}usePreemptive')).toBe('true');
  return get(`${site}/rest/api/2/myself`, await text('username'), await text('password'));
}

/** Web.Contents joins them so, and sends Basic credentials at once. */
function byPowerQuery(code: string): Promise<string> {
  const [, base] = /Web\.Contents\("([^"]+)"/.exec(code) ?? [];
  const [, path] = /RelativePath = "([^"]+)"/.exec(code) ?? [];
  const [, query = ''] = /Query = \[([^\]]+)\]/.exec(code) ?? [];
  const pairs = [...query.matchAll(/(\w+) = "([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return get(`${base}/${path}?${new URLSearchParams(pairs)}`, 'alice', secret);
}

async function get(url: string, user: string, password: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const response = await fetch(url, { headers: { Authorization: authorization } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

describe('the messages', () => {
  it('in the window are all explained, by the words that stand there', () => {
    const { failure, product } = JSON.parse(readFileSync('extension/locales/en.json', 'utf8')) as {
      failure: Record<string, string>;
      product: Record<string, string>;
    };
    const titles = Object.entries(failure)
      .filter(([name]) => `${name}Advice` in failure)
      .map(([, title]) => title.replace('{product}', product.jira ?? ''));
    expect(titles.length).toBeGreaterThan(15);
    const explained = tableBelow('In the window').map(([title]) => title);
    expect(explained.toSorted()).toEqual(titles.toSorted());
  });

  it('in scripts are what the gateway says', () => {
    const sources = ['answers', 'forward', 'gateway']
      .map((name) => readFileSync(join('worker', 'gateway', `${name}.ts`), 'utf8'))
      .join('\n');
    for (const [, message = ''] of tableBelow('In scripts')) expect(sources).toContain(message);
  });
});
