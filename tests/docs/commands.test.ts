import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeToken } from '../../playground/first-token.ts';
import { run } from '../guide/programs.ts';
import { copyRepository } from '../stores/zips.ts';
import { type House, openHouse } from '../support/open-house.ts';
import { faultOf, isHelpOn, programsIn, runners, wranglerWords } from './commands.ts';
import { type Code, codeOf, type Page, readPage } from './markdown.ts';

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '')
  .map(readPage);

/** Blocks of a shell: those that say so, and those that begin as a command does. */
const isShell = ({ language, lines: [first = ''] }: Code) =>
  language === 'sh' ||
  (language === '' &&
    /^(?:\w+=\S+ )*(npm|npx|node|git|openssl|curl|printf|gitleaks|useradd|chown|sqlite3|systemctl)\b/.test(
      first,
    ));
const inText = ({ path, prose }: Page) =>
  [...prose.matchAll(/`((?:npm|npx|node|openssl|reg) [^`]+)`/g)].map(([, line = '']) => ({
    path,
    line,
  }));

const blocks = pages
  .filter(({ path }) => !(path in runners))
  .flatMap(codeOf)
  .filter(isShell);
const commands = [
  ...blocks.flatMap(({ path, lines }) => lines.map((line) => ({ path, line }))),
  ...pages.flatMap(inText),
].flatMap(({ path, line }) => programsIn(line).map((command) => ({ path, command })));
const wrangler = Map.groupBy(
  commands.filter(({ command }) => command.startsWith('npx wrangler ')),
  ({ command }) => wranglerWords(command).words.join(' '),
);

describe('commands in the documents', () => {
  it('are read', () => {
    expect(commands.length).toBeGreaterThan(40);
    expect(commands).toContainEqual({ path: 'README.md', command: 'npm start' });
    expect(commands).toContainEqual({ path: 'docs/upgrade.md', command: 'npm run deploy' });
  });

  it('are scripts, suites, benches and files that there are, or known to be shown alone', () => {
    const wrong = commands.map((one) => ({ ...one, fault: faultOf(one.command) }));
    expect(wrong.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });

  it.each([
    ['npm run no-such', 'no such script'],
    ['npm test nothing', 'no such suite'],
    ['npm run bench nothing', 'no such bench'],
    ['npx no-such', 'no such program'],
    ['npx vitest run --project=nothing', 'no such project'],
    ['node no-such.ts', 'there is no such file'],
    ['rm -rf', 'nobody knows it'],
  ])('would not be, were one of them %s', (command, fault) => expect(faultOf(command)).toBe(fault));

  it.each([...wrangler.keys()])('are known to wrangler, with their options: %s', async (words) => {
    const program = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
    const help = await run(process.execPath, [program, ...words.split(' '), '--help'], {
      env: { NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' },
    });
    expect(isHelpOn(help, words.split(' ')), help).toBe(true);
    for (const { command } of wrangler.get(words) ?? []) {
      for (const option of wranglerWords(command).options) {
        expect(help, command).toMatch(new RegExp(`${option}\\b`));
      }
    }
  });

  it('would not be known to wrangler, were they of another tool', () => {
    const help = 'wrangler d1\n\nManage D1\n\nCOMMANDS\n  wrangler d1 create <name>\n';
    expect(isHelpOn(help, ['d1'])).toBe(true);
    expect(isHelpOn(help, ['d1', 'invent'])).toBe(false);
    expect(isHelpOn(help, ['r2'])).toBe(false);
    expect(isHelpOn('wrangler d1 create <name>', ['d1', 'create', 'postern'])).toBe(true);
  });

  it('of other pages are read from there by the test that runs them', () => {
    for (const [page, test] of Object.entries(runners)) {
      expect(readFileSync(test, 'utf8')).toContain(page);
    }
  });
});

describe('commands that make keys', () => {
  const byPage = Map.groupBy(
    commands.filter(({ command }) => command.startsWith('openssl ')),
    ({ path }) => path,
  );

  it.each([...byPage.keys()])('work, one after the other: %s', async (path) => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-openssl-'));
    for (const { command } of byPage.get(path) ?? []) {
      await run('sh', ['-ec', `cd "${folder}" && ${command}`]);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('commands for those who change Postern', () => {
  let folder: string;
  const npm = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
    return stdout;
  };
  const changes = () =>
    spawnSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' }).stdout;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-clone-'));
    copyRepository(folder);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '-A');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('find nothing to do in what is committed: db:generate, docs:api, fix', () => {
    const before = changes();
    expect(npm('run', 'db:generate')).toContain('No schema changes');
    npm('run', 'docs:api');
    npm('run', 'fix');
    expect(changes()).toBe(before);
  });
});

describe('leaks.md', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(['applink']);
  });
  afterAll(() => house.close());

  it('reports a token, by either command, and it is gone', async () => {
    const site = house.site('applink', 'jira');
    const reports = blocks
      .filter(({ path }) => path === 'docs/leaks.md')
      .flatMap(({ lines }) => lines)
      .filter((line) => /^(curl|printf %s "\$TOKEN")/.test(line));
    expect(reports).toHaveLength(2);
    for (const report of reports) {
      const secret = await makeToken(site, { name: 'alice', password: 'alice' });
      const use = () =>
        fetch(`${site}/rest/api/2/myself`, {
          headers: { Authorization: `Basic ${btoa(`alice:${secret}`)}` },
        });
      expect((await use()).status).toBe(200);
      const command = report.replaceAll('https://jira.example.com', site).replace('pst_…', secret);
      expect(await run('sh', ['-ec', command], { env: { TOKEN: secret } })).toBe(
        '{"received":true}',
      );
      await expect.poll(async () => (await use()).status, { timeout: 20_000 }).toBe(401);
    }
  });
});
