import { createExecutionContext } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  api,
  basic,
  jira,
  openIsolate,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import { readSettings } from '../env.ts';
import type { Gateway } from './gateway.ts';
import { handleVerify } from './verify-endpoint.ts';

const identity = ['Remote-User', 'X-Postern-User-Key', 'X-Postern-Token-Id', 'X-Postern-Scope'];
const proof = { 'X-Postern-Proxy-Secret': testEnv.VERIFY_PROXY_SECRET ?? '' };

let isolate: ReturnType<typeof openIsolate>;
beforeEach(() => {
  isolate = openIsolate();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function tokenOf(user: string, wish: object = {}) {
  const { token, secret } = await isolate.create(jira, await logIn('jira', user), { ...wish });
  return { ...token, secret, Authorization: basic(user, secret) };
}

/** Asks, and checks what holds for every answer: nothing of an identity but on 200, and there all of it. */
async function verify(
  headers: Record<string, string>,
  query = '',
  init: RequestInit = {},
  on = isolate,
) {
  const response = await on.fetch(`${jira}/_postern/verify${query}`, { ...init, headers });
  expect([200, 401, 403, 503]).toContain(response.status);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const said = identity.map((name) => response.headers.get(name));
  if (response.status === 200) for (const value of said) expect(value).toMatch(/./);
  else expect(said).toEqual([null, null, null, null]);
  return response;
}

const status = async (...call: Parameters<typeof verify>) => (await verify(...call)).status;

describe('tokens of the product', () => {
  const making = '/jira/rest/pat/latest/tokens';
  const asked = async (headers: Record<string, string>, query = '') =>
    status({ Authorization: (await tokenOf('alice')).Authorization, ...headers }, query);

  it.each([
    ['X-Original-URI', making],
    ['X-Forwarded-Uri', `${making}?a=b`],
    ['X-Forwarded-Uri', '/rest/p%61t;x/latest/tokens'],
    ['X-Original-URI', '//rest//pat/latest/tokens'],
    ['X-Original-URI', '/rest/de.resolution.apitokenauth/latest/user/token'],
    ['X-Original-URI', '/rest/api/../pat/latest/tokens'],
    ['X-Original-URI', `https://jira.example.com${making}#x`],
  ])('are not made with one: %s %s', async (name, uri) => {
    const saying = { ...proof, 'X-Forwarded-Method': 'POST', [name]: uri };
    expect(await asked(saying)).toBe(403);
    // Nobody gains by saying it without being the proxy, or by saying something harmless beside it.
    expect(await asked({ [name]: uri })).toBe(403);
    expect(await asked({ ...saying, [name]: `/rest/api/2/issue?a=b, ${uri}` })).toBe(403);
  });

  it('are listed and deleted with one, and everything else is made', async () => {
    const on = (method: string, uri: string) =>
      asked({ ...proof, 'X-Forwarded-Method': method, 'X-Original-URI': uri });
    expect(await on('GET', making)).toBe(200);
    expect(await on('DELETE', `${making}/1`)).toBe(200);
    for (const uri of ['/rest/api/2/issue', '/rest/patterns', '/secure/pat', `/x?to=${making}`])
      expect(await on('POST', uri), uri).toBe(200);
  });
});

describe('the verify endpoint', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'])(
    'says who it is, asked by %s, and does not ask the origin',
    async (method) => {
      const { Authorization, id } = await tokenOf('alice');
      await playground.reset();
      const response = await verify({ Authorization }, '', { method });
      expect(response.status).toBe(200);
      expect(identity.map((name) => response.headers.get(name))).toEqual([
        'alice',
        'JIRAUSER10101',
        id,
        'write',
      ]);
      expect(await response.text()).toBe('');
      expect(await playground.received()).toEqual([]);
    },
  );

  it('says of each of several tokens its own, however often it is asked', async () => {
    const tokens = [
      await tokenOf('alice'),
      await tokenOf('alice', { scope: 'read' }),
      await tokenOf('bob'),
    ];
    const said = async ({ Authorization }: { Authorization: string }) => {
      const response = await verify({ Authorization }, '?scope=read');
      return identity.map((name) => response.headers.get(name));
    };
    for (let time = 0; time < 3; time++)
      expect(await Promise.all(tokens.map(said))).toEqual([
        ['alice', 'JIRAUSER10101', tokens[0]?.id, 'write'],
        ['alice', 'JIRAUSER10101', tokens[1]?.id, 'read'],
        ['bob', 'JIRAUSER10102', tokens[2]?.id, 'write'],
      ]);
  });

  it('says the stored name, however it was typed', async () => {
    const { secret } = await tokenOf('alice');
    const response = await verify({ Authorization: basic('ALICE', secret) });
    expect(response.headers.get('Remote-User')).toBe('alice');
  });

  it('does not read the body', async () => {
    const { Authorization } = await tokenOf('alice');
    const body = new ReadableStream(
      { pull: () => expect.fail('the body was read') },
      { highWaterMark: 0 },
    );
    expect(await status({ Authorization }, '', { method: 'POST', body })).toBe(200);
  });

  it('is one 401 without a good token, a password too', async () => {
    const { secret } = await tokenOf('alice');
    const cookie = await logIn('jira', 'alice');
    const bodies = new Set<string>();
    for (const headers of [
      {},
      { Cookie: cookie },
      { Authorization: '' },
      { Authorization: basic('alice', 'alice') },
      { Authorization: 'Bearer native' },
      { Authorization: 'Negotiate x' },
      { Authorization: basic('bob', secret) },
      { Authorization: basic('alice', `pst_${'0'.repeat(36)}`) },
      { Authorization: basic('alice', secret.toUpperCase()) },
      { 'Remote-User': 'alice', 'X-Postern-Token-Id': 'x', ...proof },
      {
        'X-Forwarded-Authorization': basic('alice', secret),
        'Proxy-Authorization': basic('alice', secret),
      },
    ] as Record<string, string>[]) {
      const response = await verify(headers);
      expect(response.status).toBe(401);
      bodies.add(JSON.stringify([...response.headers]) + (await response.text()));
    }
    expect(bodies.size).toBe(1);
    expect(await status({}, `?token=${secret}&access_token=${secret}`)).toBe(401);
  });

  it('knows no token of another site', async () => {
    const { secret } = await tokenOf('alice');
    const headers = { Authorization: basic('alice', secret) };
    expect((await isolate.fetch(`${wiki}/_postern/verify`, { headers })).status).toBe(401);
  });

  it('is 403 for an address that the token or the site does not allow', async () => {
    const { Authorization } = await tokenOf('alice', { ipRanges: ['10.0.0.0/8'] });
    expect(await status({ Authorization })).toBe(403);
    expect(await status({ Authorization, 'CF-Connecting-IP': '10.1.1.1' })).toBe(200);
  });

  it('takes the address of the client from a proven proxy alone', async () => {
    const { Authorization } = await tokenOf('alice', { ipRanges: ['10.0.0.0/8'] });
    for (const said of [
      { 'X-Real-IP': '10.1.1.1' },
      { 'X-Forwarded-For': '203.0.113.1, 10.1.1.1' },
    ]) {
      expect(await status({ Authorization, ...said })).toBe(403);
      expect(await status({ Authorization, ...said, 'X-Postern-Proxy-Secret': 'guess' })).toBe(403);
      expect(await status({ Authorization, ...said, ...proof })).toBe(200);
    }
    const forged = { 'X-Forwarded-For': '10.1.1.1, 203.0.113.1' };
    expect(await status({ Authorization, ...forged, ...proof })).toBe(403);
  });

  it('knows no address where two headers differ: one of them may be the client’s', async () => {
    const { Authorization } = await tokenOf('alice', {
      ipRanges: ['10.0.0.0/8', '203.0.113.0/24'],
    });
    const both = (real: string, hops: string) =>
      status({ Authorization, 'X-Real-IP': real, 'X-Forwarded-For': hops, ...proof });
    expect(await both('10.1.1.1', '203.0.113.1')).toBe(403);
    expect(await both('203.0.113.1', '10.1.1.1, 10.2.2.2')).toBe(403);
    expect(await both('', '10.1.1.1')).toBe(403);
    expect(await both('10.1.1.1', '192.0.2.1, 10.1.1.1')).toBe(200);
  });

  it('is 503 where nobody can tell, and never a pass', async () => {
    const { Authorization } = await tokenOf('alice');
    const DB = new Proxy({}, { get: () => () => expect.fail('down') }) as D1Database;
    expect(await status({ Authorization }, '', {}, openIsolate({ DB }))).toBe(503);
    expect(await status({ Authorization }, '', {}, openIsolate({ TOKEN_PEPPER: '' }))).toBe(503);
  });

  it('is 503 where the check itself breaks, and logs it', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const verifier = { verify: () => Promise.reject(new Error('broken')) };
    const [site = expect.fail()] = readSettings(testEnv).sites;
    const request = new Request(`${jira}/_postern/verify`, {
      headers: { Authorization: basic('alice', 'pst_junk') },
    });
    const response = await handleVerify(
      { verifier, proxySecret: undefined } as unknown as Gateway,
      request,
      site,
      createExecutionContext(),
    );
    expect([response.status, response.headers.get('Remote-User')]).toEqual([503, null]);
    expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
      { event: 'verify.failed', site: 'jira', error: 'Error: broken' },
    ]);
  });

  it('refuses an owner whose name cannot be said in a header', async () => {
    const { secret } = await tokenOf('alice');
    for (const [name, key] of [
      ['märta', 'k'],
      ['a\r\nb', 'k'],
      ['', 'k'],
      ['alice', 'k\n'],
      ['alice', ''],
    ]) {
      await testEnv.DB.prepare('UPDATE tokens SET owner_name = ?, owner_key = ?')
        .bind(name, key)
        .run();
      expect(await status({ Authorization: `Bearer ${secret}` }, '', {}, openIsolate()), name).toBe(
        403,
      );
    }
  });

  it('notes the use', async () => {
    const { Authorization } = await tokenOf('alice');
    await verify({ Authorization });
    const row = await testEnv.DB.prepare('SELECT last_used_at AS at FROM tokens').first<{
      at: number;
    }>();
    expect(row?.at).toBeGreaterThan(0);
  });
});

describe('a reading token at the verify endpoint', () => {
  it.each<[number, Record<string, string>, string]>([
    [403, {}, ''],
    [200, {}, '?scope=read'],
    [403, {}, '?scope=write'],
    [403, {}, '?scope=READ'],
    [403, { 'X-Forwarded-Method': 'GET' }, ''],
    [403, { 'X-Original-Method': 'GET' }, ''],
    [403, { 'X-Forwarded-Method': 'GET', 'X-Postern-Proxy-Secret': 'guess' }, ''],
    [403, { 'X-Forwarded-Method': 'GET', 'X-Postern-Proxy-Secret': '' }, ''],
    [403, proof, ''],
    [200, { 'X-Forwarded-Method': 'GET', ...proof }, ''],
    [200, { 'X-Original-Method': 'HEAD', ...proof }, ''],
    [200, { 'X-Forwarded-Method': 'OPTIONS', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'POST', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'POST', ...proof }, '?scope=read'],
    [403, { 'X-Forwarded-Method': 'get', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'GET, POST', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'PROPFIND', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'POST', 'X-Original-Method': 'GET', ...proof }, ''],
    [403, { 'X-Forwarded-Method': 'GET', 'X-Original-Method': 'POST', ...proof }, ''],
    [200, { 'X-Forwarded-Method': 'GET', 'X-Original-Method': 'HEAD', ...proof }, ''],
    [403, { 'X-Forwarded-Method': '', ...proof }, '?scope=read'],
    [403, { 'X-Forwarded-Method': 'POST' }, '?scope=read'],
    [403, { 'X-Original-Method': 'DELETE' }, '?scope=read'],
    [200, { 'X-Forwarded-Method': 'GET' }, '?scope=read'],
    [403, {}, '?scope=write&scope=read'],
    [403, {}, '?scope=read&scope=write'],
    [200, proof, '?scope=read'],
  ])('is %i for %j%s', async (expected, headers, query) => {
    const { Authorization } = await tokenOf('alice', { scope: 'read' });
    const response = await verify({ Authorization, ...headers }, query);
    expect(response.status).toBe(expected);
    if (expected === 200) expect(response.headers.get('X-Postern-Scope')).toBe('read');
  });

  it('is not read from the URL that a client asked for', async () => {
    const { Authorization } = await tokenOf('alice', { scope: 'read' });
    for (const name of ['X-Original-URL', 'X-Forwarded-Uri'])
      expect(await status({ Authorization, [name]: '/x?scope=read' })).toBe(403);
  });

  it('is proven by nobody where no proxy secret is set', async () => {
    const { Authorization } = await tokenOf('alice', { scope: 'read' });
    const without = openIsolate({ VERIFY_PROXY_SECRET: '' });
    for (const secret of ['', 'undefined'])
      expect(
        await status(
          { Authorization, 'X-Forwarded-Method': 'GET', 'X-Postern-Proxy-Secret': secret },
          '',
          {},
          without,
        ),
      ).toBe(403);
  });
});

describe('below _postern', () => {
  it('nothing reaches the origin, with and without a token', async () => {
    const { Authorization } = await tokenOf('alice');
    await playground.reset();
    for (const path of [
      '/_postern',
      '/_postern/',
      '/_postern/verify/x',
      '/_postern/nothing',
      `${api}/nothing`,
      '/x/../_postern/verify',
    ])
      for (const headers of [{}, { Authorization }] as Record<string, string>[])
        expect(
          (await isolate.fetch(`${jira}${path}`, { headers })).status,
          path,
        ).toBeGreaterThanOrEqual(200);
    expect(await playground.received()).toEqual([]);
  });
});
