import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloudflare, startCloudflare } from './cloudflare.ts';
import { fillIn } from './filled-in.ts';
import { runScript } from './run-script.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-deploy-'));
const copy = join(folder, 'postern.env');
const { file, remove } = fillIn();
let cloudflare: Cloudflare;
beforeAll(async () => {
  cloudflare = await startCloudflare();
});
afterAll(() => {
  cloudflare.close();
  remove();
  rmSync(folder, { recursive: true });
});

const run = (name: string, args: string[]) =>
  runScript(name, ['--config', file, ...args], { env: cloudflare.env });

// One story in the order an administrator lives it.
describe('from nothing to a deployment', () => {
  it('does not deploy before the secrets are set', async () => {
    const { code, stderr } = await run('deploy', []);
    expect(code).toBe(1);
    expect(stderr).toContain('TOKEN_PEPPER, TOKEN_TAG_KEY, APPLINK_PRIVATE_KEY not set');
  });

  it('makes the secrets, sets them, and keeps a copy for nobody else to read', async () => {
    const { code, stdout, stderr } = await run('secrets', ['--copy-to', copy]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const kept = parseEnv(readFileSync(copy, 'utf8'));
    expect(Object.fromEntries(cloudflare.secrets)).toEqual({ ...kept });
    expect(kept.TOKEN_PEPPER).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.TOKEN_TAG_KEY).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.TOKEN_TAG_KEY).not.toBe(kept.TOKEN_PEPPER);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    for (const secret of cloudflare.secrets.values()) expect(stdout).not.toContain(secret);
    expect(stdout).toContain('-----BEGIN PUBLIC KEY-----');
    expect(stdout).toContain('Consumer Key                       postern');
  });

  it('changes none that is set', async () => {
    const before = [...cloudflare.secrets.values()];
    const { code, stdout } = await run('secrets', ['--no-copy']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('none') });
    expect([...cloudflare.secrets.values()]).toEqual(before);
  });

  it('adds the one for a proxy later', async () => {
    expect((await run('secrets', ['--proxy', '--no-copy'])).code).toBe(0);
    expect([...cloudflare.secrets.keys()]).toContain('VERIFY_PROXY_SECRET');
  });

  it('deploys: migrations first, then the Worker, its routes and its triggers', async () => {
    cloudflare.asked.length = 0;
    const { code, stdout, stderr } = await run('deploy', []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const at = (end: string) => cloudflare.asked.findLastIndex(({ path }) => path.endsWith(end));
    expect(at('/query')).toBeGreaterThan(0);
    expect(at('/versions')).toBeGreaterThan(at('/query'));
    const routes = cloudflare.asked.findLast(
      ({ method, path }) => method === 'PUT' && path.endsWith('/routes'),
    );
    expect(routes?.body).toContain('jira.corp.test/*');
    const schedules = cloudflare.asked.findLast(({ path }) => path.endsWith('/schedules'));
    expect(schedules?.body).toContain('*/5 * * * *');
    const tables = cloudflare.database.prepare('SELECT name FROM d1_migrations').all();
    expect(tables.length).toBeGreaterThan(6);
    expect(stdout).toContain('fail closed');
    expect(stdout).toContain('npm run doctor -- --administrator https://jira.corp.test');
  });

  it('changes the pepper in one step, in which both are known', async () => {
    const old = cloudflare.secrets.get('TOKEN_PEPPER');
    const { code } = await run('secrets', [
      ...['--rotate-pepper', copy, '--copy-to', join(folder, 'next.env')],
    ]);
    expect(code).toBe(0);
    expect(cloudflare.secrets.get('TOKEN_PEPPER_PREVIOUS')).toBe(old);
    expect(cloudflare.secrets.get('TOKEN_PEPPER')).not.toBe(old);
    const bulk = cloudflare.asked.filter(({ path }) => path.endsWith('/secrets-bulk')).at(-1);
    expect(bulk?.body).toMatch(/"TOKEN_PEPPER":.*"TOKEN_PEPPER_PREVIOUS":/s);
  });

  it('sets no tag key when the pepper is rotated, and copies the present one', () => {
    const kept = parseEnv(readFileSync(join(folder, 'next.env'), 'utf8'));
    expect(kept.TOKEN_TAG_KEY).toBe(cloudflare.secrets.get('TOKEN_TAG_KEY'));
    expect(cloudflare.secrets.has('TOKEN_TAG_KEY_PREVIOUS')).toBe(false);
  });

  it('keeps the previous keys when the tag key is rotated', async () => {
    const current = () => cloudflare.secrets.get('TOKEN_TAG_KEY');
    const pepper = cloudflare.secrets.get('TOKEN_PEPPER');
    const first = current();
    const rotate = async (from: string, to: string) => {
      const { code, stdout, stderr } = await run('secrets', [
        ...['--rotate-tag-key', join(folder, from), '--copy-to', join(folder, to)],
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Set: TOKEN_TAG_KEY, TOKEN_TAG_KEY_PREVIOUS');
      for (const secret of cloudflare.secrets.values()) expect(stdout).not.toContain(secret);
    };
    await rotate('next.env', 'tag-1.env');
    const second = current();
    expect(second).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
    expect(cloudflare.secrets.get('TOKEN_TAG_KEY_PREVIOUS')).toBe(first);
    await rotate('tag-1.env', 'tag-2.env');
    expect(cloudflare.secrets.get('TOKEN_TAG_KEY_PREVIOUS')).toBe(`${second},${first}`);
    expect(cloudflare.secrets.get('TOKEN_PEPPER')).toBe(pepper);
    const kept = parseEnv(readFileSync(join(folder, 'tag-2.env'), 'utf8'));
    expect(kept).toMatchObject({
      TOKEN_PEPPER: pepper,
      TOKEN_TAG_KEY: current(),
      TOKEN_TAG_KEY_PREVIOUS: `${second},${first}`,
    });
  });

  it('refuses to rotate a tag key that is not in the file', async () => {
    const file = join(folder, 'without.env');
    writeFileSync(file, 'TOKEN_PEPPER="x"\n', { mode: 0o600 });
    const before = new Map(cloudflare.secrets);
    const { code, stderr } = await run('secrets', ['--rotate-tag-key', file, '--no-copy']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${file} has no TOKEN_TAG_KEY\n` });
    expect(cloudflare.secrets).toEqual(before);
  });

  it('keeps the copy where Cloudflare took them and the answer got lost', async () => {
    const other = join(folder, 'other.env');
    cloudflare.secrets.clear();
    cloudflare.losesAnswers = true;
    const { code, stderr } = await run('secrets', ['--copy-to', other]);
    cloudflare.losesAnswers = false;
    expect(code).toBe(2);
    expect(stderr).toContain(`${other} stays`);
    const { TOKEN_PEPPER } = parseEnv(readFileSync(other, 'utf8'));
    expect(TOKEN_PEPPER).toBe(cloudflare.secrets.get('TOKEN_PEPPER'));
    for (const secret of cloudflare.secrets.values()) expect(stderr).not.toContain(secret);
  });

  it('keeps no copy in a repository, or over another file', async () => {
    const before = readFileSync(copy, 'utf8');
    cloudflare.secrets.clear();
    expect((await run('secrets', ['--copy-to', 'docs/postern.env'])).stderr).toContain('Git');
    expect((await run('secrets', ['--copy-to', copy])).stderr).toContain('there already');
    expect(readFileSync(copy, 'utf8')).toBe(before);
  });
});
