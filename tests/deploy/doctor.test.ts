import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../deploy/doctor/examine.ts';
import type { Check } from '../../deploy/doctor/finding.ts';
import { checkPlainHttp } from '../../deploy/doctor/transport.ts';
import manifest from '../../package.json';
import { makeToken } from '../../playground/first-token.ts';
import { makeKeys } from '../../playground/keys.ts';
import { runScript } from './run-script.ts';
import { openStand, pass, type Stand } from './stand.ts';

const admin = { kind: 'password', user: 'admin', password: 'admin' } as const;
const firstKey = makeKeys().TOKEN_TAG_KEY;
let stand: Stand;
beforeAll(async () => {
  stand = await openStand({
    pepperless: { TOKEN_PEPPER: 'short' },
    'without-tag-key': { TOKEN_TAG_KEY: '' },
    'other-key': { APPLINK_PRIVATE_KEY: makeKeys().APPLINK_PRIVATE_KEY },
    'other-consumer': { APPLINK_CONSUMER_KEY: 'somebody' },
    'first-tag-key': { TOKEN_TAG_KEY: firstKey },
    'rotated-tag-key': {
      TOKEN_TAG_KEY: makeKeys().TOKEN_TAG_KEY,
      TOKEN_TAG_KEY_PREVIOUS: `${makeKeys().TOKEN_TAG_KEY},${firstKey}`,
    },
    'other-sites': { SITES: [siteAt('http://localhost:1/jira')] },
  });
});
beforeEach(async () => {
  stand.setFront(stand.to('good'));
  await stand.workerd.sql('DELETE FROM audit_events');
});
afterAll(() => stand.close());

const siteAt = (url: string) => ({
  id: 'jira',
  product: 'jira',
  name: 'Jira',
  url,
  origin: 'http://localhost:1/jira',
  actAs: 'header',
});

async function findings(options: Partial<Parameters<typeof examine>[1]> = {}) {
  const all = await examine(stand.site, {
    version: manifest.version,
    administrator: admin,
    ...options,
  });
  return Object.fromEntries(all.map((one) => [one.check, one])) as Record<
    Check,
    (typeof all)[number] | undefined
  >;
}

const night = (at: number) =>
  stand.workerd.sql(
    "INSERT INTO audit_events (id, site, at, action) VALUES ('night', 'jira', ?, 'cleanup.run')",
    at,
  );

describe('a healthy deployment', () => {
  it('has nothing that is a problem, and says what cannot be told from here', async () => {
    await night(Date.now());
    const found = await findings();
    const outcomes = Object.fromEntries(
      Object.values(found).map((one) => [one?.check, one?.outcome]),
    );
    expect(outcomes).toEqual({
      certificate: 'unknown',
      'plain-http': 'unknown',
      worker: 'ok',
      version: 'ok',
      database: 'ok',
      route: 'ok',
      'workers-dev': 'unknown',
      clock: 'ok',
      migrations: 'ok',
      secrets: 'ok',
      'tag-keys': 'ok',
      cron: 'ok',
      'self-test': 'ok',
    });
    expect(found['self-test']?.detail).toContain('as you');
  });

  it('is told apart without an administrator, and what only they are told is not guessed at', async () => {
    const found = await findings({ administrator: undefined });
    for (const check of ['migrations', 'secrets', 'tag-keys', 'cron', 'self-test'] as const)
      expect(found[check]).toMatchObject({ outcome: 'unknown' });
    expect(found.route?.outcome).toBe('ok');
  });

  it('by a session of the browser', async () => {
    const login = await fetch(`${stand.site}/login.jsp`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'User-Agent': 'test' },
      body: new URLSearchParams({ os_username: 'admin', os_password: 'admin' }),
    });
    const cookie = login.headers.getSetCookie().map((one) => one.split(';')[0])[0] ?? '';
    const found = await findings({ administrator: { kind: 'session', cookie } });
    expect(found['self-test']?.outcome).toBe('ok');
  });

  it('somebody who is no administrator, or has the wrong password, is told so', async () => {
    const alice = await findings({
      administrator: { kind: 'password', user: 'alice', password: 'alice' },
    });
    expect(alice['self-test']).toMatchObject({ outcome: 'unknown' });
    expect(alice['self-test']?.detail).toContain('not an administrator');
    const wrong = await findings({ administrator: { ...admin, password: 'wrong' } });
    expect(wrong['self-test']?.detail).toContain('does not take this name and password');
  });
});

describe('tag keys', () => {
  afterEach(() => stand.workerd.sql('DELETE FROM tokens'));

  const tagKeys = async () => {
    const all = await examine(stand.site, { version: manifest.version, administrator: admin });
    return all.filter(({ check }) => check === 'tag-keys');
  };
  const createToken = () => makeToken(stand.site, { name: 'alice', password: 'alice' });

  it('counts the tokens of each key and says which previous key can be removed', async () => {
    stand.setFront(stand.to('first-tag-key'));
    await createToken();
    stand.setFront(stand.to('rotated-tag-key'));
    await createToken();
    await createToken();
    const found = await tagKeys();
    expect(found.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    expect(found.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^current key [0-9a-f]{8}: 2 tokens$/),
      expect.stringMatching(
        /^previous key 1 \([0-9a-f]{8}\): no tokens; remove it from TOKEN_TAG_KEY_PREVIOUS$/,
      ),
      expect.stringMatching(/^previous key 2 \([0-9a-f]{8}\): 1 token$/),
    ]);
  });

  it('reports tokens whose key is missing as a problem', async () => {
    stand.setFront(stand.to('first-tag-key'));
    await createToken();
    stand.setFront(stand.to('good'));
    const [current, missing] = await tagKeys();
    expect(current?.outcome).toBe('ok');
    expect(missing).toMatchObject({
      outcome: 'problem',
      detail: expect.stringMatching(/^key [0-9a-f]{8} is not configured: 1 token refused$/),
      advice: expect.stringContaining('TOKEN_TAG_KEY_PREVIOUS'),
    });
  });

  it('reports tokens without a tag', async () => {
    await createToken();
    await stand.workerd.sql("UPDATE tokens SET tag_key = ''");
    const [, missing] = await tagKeys();
    expect(missing).toMatchObject({
      outcome: 'problem',
      detail: '1 token without a tag, refused',
      advice: expect.stringContaining('delete them'),
    });
  });
});

describe('a broken deployment', () => {
  it('is not the Worker at all', async () => {
    stand.setFront((_message, _response, to) => to(stand.playgroundPort));
    const found = await findings();
    expect(found.worker).toMatchObject({ outcome: 'problem' });
    expect(found.worker?.detail).toContain('something else answers');
    expect(found.route?.outcome).toBe('problem');
    expect(found.migrations).toBeUndefined();
  });

  it.each(['/jira/rest', '/jira/secure', '/robots.txt', '/jira//', '/jira/a;'])(
    'has a hole in its route at %s',
    async (hole) => {
      stand.setFront((message, _response, to) =>
        to(message.url?.startsWith(hole) ? stand.playgroundPort : stand.workerd.port('good')),
      );
      const { route } = await findings({ administrator: undefined });
      expect(route).toMatchObject({ outcome: 'problem' });
      expect(route?.detail).toContain(hole);
    },
  );

  it.each(['pepperless', 'without-tag-key'])('is not configured: %s', async (name) => {
    stand.setFront(stand.to(name));
    const { worker } = await findings();
    expect(worker).toMatchObject({ outcome: 'problem' });
    expect(worker?.detail).toContain('not configured');
    expect(JSON.stringify(worker)).not.toMatch(/PEPPER|TAG_KEY/);
  });

  it('knows no site at this address', async () => {
    stand.setFront(stand.to('other-sites'));
    expect((await findings()).worker?.detail).toContain('no site at this address');
  });

  it('is of another version', async () => {
    const { version } = await findings({ version: '9.9.9', administrator: undefined });
    expect(version).toMatchObject({
      outcome: 'problem',
      advice: expect.stringContaining('deploy'),
    });
  });

  it('lacks a migration, or has one that the Worker does not know', async () => {
    await night(Date.now());
    await stand.workerd.sql("INSERT INTO d1_migrations (name) VALUES ('0099_later.sql')");
    expect((await findings()).migrations?.detail).toContain('0099_later.sql');
    await stand.workerd.sql("DELETE FROM d1_migrations WHERE name = '0099_later.sql'");
    const [last] = await stand.workerd.sql<{ name: string }>(
      'SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1',
    );
    await stand.workerd.sql('DELETE FROM d1_migrations WHERE name = ?', last?.name ?? '');
    try {
      const found = await findings();
      expect(found.migrations).toMatchObject({ outcome: 'problem', advice: 'npm run deploy' });
      expect(found.migrations?.detail).toContain(last?.name);
    } finally {
      await stand.workerd.sql('INSERT INTO d1_migrations (name) VALUES (?)', last?.name ?? '');
    }
  });

  it('has no night', async () => {
    await night(Date.now() - 27 * 3_600_000);
    expect((await findings()).cron).toMatchObject({ outcome: 'problem' });
  });

  it('leaves news for a webhook', async () => {
    await night(Date.now());
    await stand.workerd.sql(
      `INSERT INTO webhook_outbox (id, site, event, at, data, next_at) VALUES ('1', 'jira', 'token.created', 0, '{}', ?)`,
      Date.now() - 3_600_000,
    );
    const { cron } = await findings();
    await stand.workerd.sql('DELETE FROM webhook_outbox');
    expect(cron?.detail).toContain('news for a webhook');
  });

  it.each([
    ['other-key', 'signature-refused'],
    ['other-consumer', 'consumer-unknown'],
  ])('does not act as users: %s', async (worker, result) => {
    stand.setFront(stand.to(worker));
    const { 'self-test': selfTest } = await findings();
    expect(selfTest).toMatchObject({ outcome: 'problem', detail: `applink: ${result}` });
    expect(selfTest?.advice?.length).toBeGreaterThan(20);
  });

  it('answers at workers.dev as well', async () => {
    const workersDev = `http://127.0.0.1:${stand.workerd.port('good')}`;
    const found = await findings({ workersDev, administrator: undefined });
    expect(found['workers-dev']).toMatchObject({ outcome: 'problem' });
    const off = await findings({ workersDev: stand.playground.origin, administrator: undefined });
    expect(off['workers-dev']).toMatchObject({ outcome: 'ok' });
  });

  it('has another time', async () => {
    stand.setFront((message, response) => {
      const { writeHead } = response;
      response.writeHead = ((status: number, headers: string[]) =>
        writeHead.call(response, status, [
          ...headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== 'date'),
          'Date',
          new Date(Date.now() - 3_600_000).toUTCString(),
        ])) as typeof writeHead;
      pass(message, response, stand.workerd.port('good'));
    });
    expect((await findings({ administrator: undefined })).clock).toMatchObject({
      outcome: 'problem',
    });
  });

  it('serves plain http', async () => {
    const serve = async (status: number, headers: Record<string, string>, body = '') => {
      const server = createServer((_, response) => response.writeHead(status, headers).end(body));
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
      const door = `http://localhost:${(server.address() as AddressInfo).port}/`;
      const { outcome } = await checkPlainHttp('https://jira.example.com', door);
      server.closeAllConnections();
      server.close();
      return outcome;
    };
    expect(await serve(200, {})).toBe('problem');
    expect(await serve(301, { Location: 'http://elsewhere.example' })).toBe('problem');
    expect(await serve(301, { Location: 'https://jira.example.com/' })).toBe('ok');
    expect(await serve(404, {}, '{"type":"urn:postern:problem:not_found"}')).toBe('ok');
  });
});

describe('npm run doctor', () => {
  it('ends with 1 where there is a problem, and with 0 where there is none', async () => {
    await night(Date.now());
    const good = await doctor(['--administrator', stand.site], { input: 'admin:admin\n' });
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain('ok             self-test');
    stand.setFront(stand.to('pepperless'));
    const bad = await doctor([stand.site]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('problem        worker');
  });

  it('says it as JSON, with the credentials from the environment and none in what it says', async () => {
    await night(Date.now());
    const { code, stdout } = await doctor(['--administrator', '--json', stand.site], {
      env: { POSTERN_ADMIN: 'admin:admin' },
    });
    const { ok, findings: all } = JSON.parse(stdout) as { ok: boolean; findings: object[] };
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(all.length).toBeGreaterThan(11);
    for (const secret of [...Object.values(stand.keys), 'admin:admin'])
      expect(stdout).not.toContain(secret);
  });

  it('is called wrongly with credentials among its arguments, which it does not repeat', async () => {
    for (const wrong of [
      ['--password=hunter22'],
      ['--cookie', 'JSESSIONID=hunter22'],
      ['https://admin:hunter22@jira.example.com'],
    ]) {
      const { code, stdout, stderr } = await doctor(wrong);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('hunter22');
    }
    expect((await doctor(['ftp://jira.example.com'])).code).toBe(2);
    expect((await doctor(['--administrator', stand.site], { input: '' })).code).toBe(2);
  });

  it('lets no server write to the terminal', async () => {
    stand.setFront((_message, response) => {
      const site = {
        id: 'jira',
        product: 'jira',
        name: '\u001b]0;pwned\u0007\u202e',
        url: stand.site,
      };
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ service: 'postern', version: '\u001b[2J\r1', site }));
    });
    const { stdout } = await doctor([stand.site]);
    expect(stdout).toContain('?]0;pwned');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

const doctor = (args: string[], options: Parameters<typeof runScript>[2] = {}) =>
  runScript('doctor', args, options);
