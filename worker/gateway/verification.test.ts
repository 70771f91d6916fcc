import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mintSecret } from '../../shared/token-format.ts';
import {
  api,
  basic,
  openIsolate,
  setPolicy,
  jiraByHeader as site,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, receivedAt } from '../../tests/support/workerd/origin.ts';

const echo = `${site}/rest/playground/echo`;
const mint = () => mintSecret((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>));

type Isolate = ReturnType<typeof openIsolate>;
let isolate: Isolate;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate();
  cookie = await logIn('jira', 'alice');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function setTime(at: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}

async function newToken(wish: object = {}) {
  const { token, secret } = await isolate.create(site, cookie, { ...wish });
  return { ...token, secret, Authorization: basic('alice', secret) };
}

const statusOf = async (on: Isolate, Authorization: string, init: RequestInit = {}) => {
  const response = await on.fetch(echo, { ...init, headers: { ...init.headers, Authorization } });
  await response.body?.cancel();
  return response.status;
};

const remove = (id: string) => isolate.call('DELETE', `${site}${api}/tokens/${id}`, cookie);
const originCalls = async () => (await receivedAt('/jira/rest/playground')).length;

/** The database, counting statements; `before` runs ahead of each of these. */
function countingD1(before: (statement: string) => unknown = () => undefined) {
  const statements: string[] = [];
  const prepare = (on: Pick<D1Database, 'prepare'>) => (statement: string) => {
    statements.push(statement);
    before(statement);
    return on.prepare(statement);
  };
  const DB = {
    prepare: prepare(testEnv.DB),
    batch: testEnv.DB.batch.bind(testEnv.DB),
    withSession: (constraint: D1SessionConstraint) => ({
      prepare: prepare(testEnv.DB.withSession(constraint)),
    }),
  } as unknown as D1Database;
  return {
    DB,
    lookups: () => statements.filter((text) => text.includes('WHERE hash IN')).length,
    statements,
  };
}

describe('lifetime', () => {
  it('ends at the instant of expiry, with a warm cache too', async () => {
    const start = Date.now();
    const expiresAt = start + 60_000;
    const { Authorization } = await newToken({ expiresAt: new Date(expiresAt).toISOString() });
    setTime(expiresAt - 1);
    expect(await statusOf(isolate, Authorization)).toBe(200);
    expect(await statusOf(isolate, Authorization)).toBe(200);
    setTime(expiresAt);
    const calls = await originCalls();
    expect(await statusOf(isolate, Authorization)).toBe(401);
    expect(await statusOf(openIsolate(), Authorization)).toBe(401);
    expect(await originCalls()).toBe(calls);
  });

  it('is cut by a policy that was shortened since', async () => {
    const { Authorization, createdAt } = await newToken();
    await setPolicy('jira-by-header', { maxLifetimeDays: 1 });
    const fresh = openIsolate();
    const end = Date.parse(createdAt) + 86_400_000;
    setTime(end - 1);
    const response = await fresh.fetch(echo, { headers: { Authorization } });
    expect(response.status).toBe(200);
    expect(Date.parse(response.headers.get('X-Postern-Token-Expires') ?? '')).toBe(
      Math.floor(end / 1000) * 1000,
    );
    setTime(end);
    expect(await statusOf(fresh, Authorization)).toBe(401);
  });
});

describe('deletion', () => {
  it('is felt at once on its isolate, and within the bound on another', async () => {
    const other = openIsolate();
    const { Authorization, id } = await newToken();
    const start = Date.now();
    setTime(start);
    for (const one of [isolate, other]) expect(await statusOf(one, Authorization)).toBe(200);
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(isolate, Authorization)).toBe(401);
    setTime(start + 9_999);
    expect(await statusOf(other, Authorization)).toBe(200);
    setTime(start + 10_000);
    expect(await statusOf(other, Authorization)).toBe(401);
    setTime(start + 30 * 86_400_000);
    for (const one of [isolate, other]) expect(await statusOf(one, Authorization)).toBe(401);
  });

  it('is felt at once everywhere in strict mode', async () => {
    const other = openIsolate({ VERIFY_CACHE_SECONDS: 0 });
    const { Authorization, id } = await newToken();
    expect(await statusOf(other, Authorization)).toBe(200);
    await remove(id);
    expect(await statusOf(other, Authorization)).toBe(401);
  });

  it('is not undone by a read that began before it', async () => {
    const { Authorization, id } = await newToken();
    let reached: () => void = () => undefined;
    const isReading = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let goOn: () => void = () => undefined;
    const mayEnd = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const withSession = (constraint: D1SessionConstraint) => ({
      prepare: (statement: string) => ({
        bind: (...values: unknown[]) => ({
          run: async () => {
            const result = await testEnv.DB.withSession(constraint)
              .prepare(statement)
              .bind(...values)
              .run();
            reached();
            await mayEnd;
            return result;
          },
        }),
      }),
    });
    const slow = new Proxy(testEnv.DB, {
      get: (target, name) =>
        name === 'withSession' ? withSession : Reflect.get(target, name).bind(target),
    });
    const racing = openIsolate({ DB: slow });
    const reading = statusOf(racing, Authorization);
    await isReading;
    await racing.call('DELETE', `${site}${api}/tokens/${id}`, cookie);
    goOn();
    await reading;
    expect(await statusOf(racing, Authorization)).toBe(401);
  });
});

describe('the cache', () => {
  it('keeps the row, never the verdict', async () => {
    const { DB, lookups } = countingD1();
    const one = openIsolate({ DB });
    const { secret, Authorization } = await newToken({
      scope: 'read',
      ipRanges: ['203.0.113.0/24'],
    });
    expect(await statusOf(one, Authorization)).toBe(200);
    expect(await statusOf(one, basic('bob', secret))).toBe(401);
    expect(await statusOf(one, Authorization, { method: 'POST' })).toBe(403);
    expect(
      await statusOf(one, Authorization, { headers: { 'CF-Connecting-IP': '192.0.2.1' } }),
    ).toBe(403);
    expect(await statusOf(one, `Bearer ${secret}`)).toBe(200);
    expect(lookups()).toBe(1);
  });

  it('remembers an unknown token for a moment', async () => {
    const { DB, lookups } = countingD1();
    const one = openIsolate({ DB });
    const Authorization = basic('alice', mint());
    for (let i = 0; i < 5; i++) expect(await statusOf(one, Authorization)).toBe(401);
    const once = lookups();
    setTime(Date.now() + 5_000);
    expect(await statusOf(one, Authorization)).toBe(401);
    expect(lookups()).toBe(2 * once);
  });

  it('asks the primary before it says no', async () => {
    const { Authorization } = await newToken();
    const constraints: string[] = [];
    const nothing = { results: [], meta: { served_by_primary: false } };
    const DB = new Proxy(testEnv.DB, {
      get: (target, name) => {
        if (name !== 'withSession') return Reflect.get(target, name).bind(target);
        return (constraint: string) => {
          constraints.push(constraint);
          if (constraint === 'first-primary') return target.withSession(constraint);
          return { prepare: () => ({ bind: () => ({ run: async () => nothing }) }) };
        };
      },
    });
    expect(await statusOf(openIsolate({ DB }), Authorization)).toBe(200);
    expect(constraints).toEqual(['first-unconstrained', 'first-primary']);
    constraints.length = 0;
    expect(await statusOf(openIsolate({ DB, VERIFY_CACHE_SECONDS: 0 }), Authorization)).toBe(200);
    expect(constraints).toEqual(['first-primary']);
  });
});

describe('a changed policy', () => {
  it.each([
    [10, 10_000],
    [0, 1000],
  ])('is felt within the bound: %i seconds', async (VERIFY_CACHE_SECONDS, bound) => {
    const { Authorization } = await newToken();
    const one = openIsolate({ VERIFY_CACHE_SECONDS });
    const start = Date.now();
    setTime(start);
    expect(await statusOf(one, Authorization)).toBe(200);
    await setPolicy('jira-by-header', { ipRanges: ['10.0.0.0/8'], passwords: 'block' });
    setTime(start + bound);
    expect(await statusOf(one, Authorization)).toBe(403);
    expect(await statusOf(one, basic('alice', 'alice'))).toBe(403);
  });
});

describe('a stored address range that cannot be read', () => {
  it.each([
    [403, ['nonsense']],
    [403, ['203.0.113.9/8']],
    [200, ['nonsense', '203.0.113.0/24']],
  ])('holds no address: %i with %j', async (expected, ipRanges) => {
    const { Authorization, id } = await newToken();
    await testEnv.DB.prepare('UPDATE tokens SET ip_ranges = ? WHERE id = ?')
      .bind(JSON.stringify(ipRanges), id)
      .run();
    expect(await statusOf(isolate, Authorization)).toBe(expected);
    expect(await originCalls()).toBe(expected === 200 ? 1 : 0);
  });
});

describe('where nobody can tell', () => {
  const broken: [string, (statement: string) => unknown][] = [
    ['the lookup throws', (text) => text.includes('WHERE hash') && expect.fail('down')],
    ['the policy throws', (text) => text.includes('FROM policies') && expect.fail('down')],
  ];

  it.each(broken)('%s: 503, nothing cached, and the origin hears nothing', async (_, before) => {
    const { Authorization } = await newToken();
    let isDown = true;
    const { DB } = countingD1((text) => isDown && before(text));
    const one = openIsolate({ DB });
    for (let i = 0; i < 2; i++) expect(await statusOf(one, Authorization)).toBe(503);
    expect(await originCalls()).toBe(0);
    isDown = false;
    expect(await statusOf(one, Authorization)).toBe(200);
  });

  it('an unreadable policy stops passwords too', async () => {
    const { DB } = countingD1((text) => text.includes('FROM policies') && expect.fail('down'));
    expect(await statusOf(openIsolate({ DB }), basic('alice', 'alice'))).toBe(503);
    await setPolicy('jira-by-header', { maxLifetimeDays: -1 });
    expect(await statusOf(isolate, basic('alice', 'alice'))).toBe(503);
  });

  it('a slow database is one that is down', async () => {
    const { Authorization } = await newToken();
    const never = {
      run: () => new Promise(() => undefined),
      first: () => new Promise(() => undefined),
    };
    const prepare = () => ({ bind: () => never });
    const DB = { prepare, withSession: () => ({ prepare }) } as unknown as D1Database;
    const one = openIsolate({ DB });
    const started = performance.now();
    const statuses = await Promise.all([
      statusOf(one, Authorization),
      statusOf(one, basic('alice', 'alice')),
    ]);
    expect(statuses).toEqual([503, 503]);
    expect(performance.now() - started).toBeLessThan(4000);
    expect(await originCalls()).toBe(0);
  });

  it('a missing or short pepper refuses everything', async () => {
    const { Authorization } = await newToken();
    for (const TOKEN_PEPPER of ['', 'short']) {
      const one = openIsolate({ TOKEN_PEPPER });
      for (const credential of [Authorization, basic('alice', 'alice'), 'Bearer native'])
        expect(await statusOf(one, credential)).toBe(503);
      expect((await one.fetch(echo)).status).toBe(503);
      expect(
        (await one.fetch(`${site}/_postern/verify`, { headers: { Authorization } })).status,
      ).toBe(503);
    }
    expect(await originCalls()).toBe(0);
  });
});

describe('last used', () => {
  const used = (id: string) =>
    testEnv.DB.prepare(
      'SELECT last_used_at AS at, last_used_from AS address FROM tokens WHERE id = ?',
    )
      .bind(id)
      .first<{ at: number; address: string | null }>();

  it('is noted once an interval, with the address', async () => {
    const { Authorization, id } = await newToken();
    const { DB, statements } = countingD1();
    const [one, other] = [openIsolate({ DB }), openIsolate({ DB })];
    const start = Date.now();
    setTime(start);
    for (let i = 0; i < 20; i++) await statusOf(one, Authorization);
    await statusOf(other, Authorization, { headers: { 'CF-Connecting-IP': '192.0.2.7' } });
    expect(await used(id)).toEqual({ at: start, address: '203.0.113.9' });
    expect(statements.filter((text) => text.startsWith('UPDATE'))).toHaveLength(1);
    setTime(start + 299_999);
    await statusOf(one, Authorization, { headers: { 'CF-Connecting-IP': '192.0.2.7' } });
    expect((await used(id))?.at).toBe(start);
    setTime(start + 300_000);
    await statusOf(one, Authorization, { headers: { 'CF-Connecting-IP': '192.0.2.7' } });
    expect(await used(id)).toEqual({ at: start + 300_000, address: '192.0.2.7' });
  });

  it('never moves backwards', async () => {
    const { Authorization, id } = await newToken();
    const start = Date.now();
    const late = openIsolate({ LAST_USED_SECONDS: 1 });
    setTime(start);
    await statusOf(late, Authorization);
    setTime(start + 5000);
    await statusOf(openIsolate({ LAST_USED_SECONDS: 1 }), Authorization);
    expect((await used(id))?.at).toBe(start + 5000);
    setTime(start + 3000);
    await statusOf(late, Authorization);
    expect((await used(id))?.at).toBe(start + 5000);
  });

  it('is not noted for a refusal', async () => {
    const { secret, Authorization, id } = await newToken({ scope: 'read' });
    await statusOf(isolate, basic('bob', secret));
    await statusOf(isolate, Authorization, { method: 'POST' });
    expect(await used(id)).toEqual({ at: 0, address: null });
  });

  it('failing has no effect on the answer', async () => {
    const { Authorization } = await newToken();
    const { DB } = countingD1((text) => text.startsWith('UPDATE') && expect.fail('down'));
    expect(await statusOf(openIsolate({ DB }), Authorization)).toBe(200);
  });
});

describe('failures', () => {
  /** As the binding: 60 a minute of one key. */
  function limiter() {
    const counts = new Map<string, number>();
    const limit = async ({ key }: RateLimitOptions) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: (counts.get(key) ?? 0) <= 60 };
    };
    return { limit } satisfies RateLimit;
  }

  it('beyond the limit get 429 and no query, while good tokens from there still pass', async () => {
    const known = await newToken();
    const fresh = await newToken();
    const { DB, lookups } = countingD1();
    const one = openIsolate({ DB, FAILED_LOGINS: limiter() });
    const start = Date.now();
    setTime(start);
    expect(await statusOf(one, known.Authorization)).toBe(200);
    const statuses = [];
    for (let i = 0; i < 150; i++) statuses.push(await statusOf(one, basic('mallory', mint())));
    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(401));
    expect(statuses.slice(60)).toEqual(Array(90).fill(429));
    expect(lookups()).toBeLessThanOrEqual(2 * (1 + 61 + 5));
    const refused = await one.fetch(echo, { headers: { Authorization: basic('mallory', mint()) } });
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '60']);
    const before = lookups();
    for (let i = 0; i < 50; i++) await statusOf(one, basic('mallory', 'pst_junk'));
    expect(lookups()).toBe(before);
    expect(await statusOf(one, known.Authorization)).toBe(200);
    setTime(start + 15_000);
    for (let i = 0; i < 10; i++) await statusOf(one, basic('mallory', mint()));
    expect(await statusOf(one, known.Authorization)).toBe(200);
    setTime(start + 16_000);
    expect(await statusOf(one, fresh.Authorization)).toBe(200);
    setTime(start + 75_000);
    expect(await statusOf(one, basic('mallory', mint()))).toBe(429);
  });

  it('of a flood in one name do not lock its user out elsewhere', async () => {
    const { Authorization } = await newToken();
    const one = openIsolate({ FAILED_LOGINS: limiter() });
    setTime(Date.now());
    const flood = { headers: { 'CF-Connecting-IP': '198.51.100.6' } };
    for (let i = 0; i < 100; i++) await statusOf(one, basic('alice', mint()), flood);
    expect(await statusOf(one, basic('alice', mint()), flood)).toBe(429);
    const elsewhere = { headers: { 'CF-Connecting-IP': '198.51.100.7' } };
    expect(await statusOf(one, Authorization, elsewhere)).toBe(200);
  });

  it('of one user name count together, from wherever and however it is spelled', async () => {
    const { Authorization } = await newToken();
    const one = openIsolate({ FAILED_LOGINS: limiter() });
    await statusOf(one, Authorization);
    const spellings = ['alice', 'ALICE', 'ａlice', 'Álice', 'al\u200bice', ' alice'];
    const statuses = [];
    for (let i = 0; i < 66; i++) {
      const headers = { 'CF-Connecting-IP': `192.0.2.${i}` };
      statuses.push(await statusOf(one, basic(spellings[i % 6] ?? '', mint()), { headers }));
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(6);
    expect(await statusOf(one, Authorization)).toBe(200);
  });

  it('are counted by the binding itself', async () => {
    const one = openIsolate({ FAILED_LOGINS: testEnv.FAILED_LOGINS });
    const headers = {
      'CF-Connecting-IP': `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}::1`,
    };
    const statuses = new Set<number>();
    for (let i = 0; i < 125; i++)
      statuses.add(await statusOf(one, basic('nobody-else', 'pst_junk'), { headers }));
    expect([...statuses]).toEqual([401, 429]);
  });

  it('are answered without the limiter, too', async () => {
    const { Authorization } = await newToken();
    const FAILED_LOGINS = { limit: () => Promise.reject(new Error('down')) };
    const one = openIsolate({ FAILED_LOGINS });
    expect(await statusOf(one, basic('alice', 'pst_junk'))).toBe(401);
    expect(await statusOf(one, Authorization)).toBe(200);
  });

  it('never reach the origin: the count that leads to a CAPTCHA stays at zero', async () => {
    for (let i = 0; i < 20; i++)
      await statusOf(isolate, basic('alice', i % 2 ? mint() : 'pst_junk'));
    expect(await playground.failedLogins('alice')).toBe(0);
    expect(await originCalls()).toBe(0);
  });
});

describe('a new pepper', () => {
  const rotated = {
    TOKEN_PEPPER: 'the-new-pepper-of-these-tests-0123456789',
    TOKEN_PEPPER_PREVIOUS: testEnv.TOKEN_PEPPER ?? '',
  };
  const stored = (id: string) =>
    testEnv.DB.prepare('SELECT hash, pepper FROM tokens WHERE id = ?')
      .bind(id)
      .first<{ hash: string; pepper: string }>();

  it('opens old tokens beside the previous one, and stores them anew', async () => {
    const { Authorization, id } = await newToken();
    const before = await stored(id);
    expect(await statusOf(openIsolate(rotated), Authorization)).toBe(200);
    const after = await stored(id);
    expect(after?.hash).not.toBe(before?.hash);
    expect(after?.pepper).not.toBe(before?.pepper);
    const alone = openIsolate({ TOKEN_PEPPER: rotated.TOKEN_PEPPER });
    expect(await statusOf(alone, Authorization)).toBe(200);
    expect(await statusOf(openIsolate(), Authorization)).toBe(401);
  });

  it('without the previous one opens none of them', async () => {
    const { Authorization } = await newToken();
    expect(await statusOf(openIsolate({ TOKEN_PEPPER: rotated.TOKEN_PEPPER }), Authorization)).toBe(
      401,
    );
  });

  it('is felt by a deletion, too', async () => {
    const { Authorization, id } = await newToken();
    const one = openIsolate(rotated);
    expect(await statusOf(one, Authorization)).toBe(200);
    await one.call('DELETE', `${site}${api}/tokens/${id}`, cookie);
    expect(await statusOf(one, Authorization)).toBe(401);
  });
});

describe('the log', () => {
  it('holds no secret, nor its Base64', async () => {
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error', 'log', 'debug'] as const)
      vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(parts.join(' ')));
    const { Authorization, secret, id } = await newToken();
    await statusOf(isolate, Authorization);
    await statusOf(isolate, basic('bob', secret));
    await statusOf(isolate, `${Authorization}, ${Authorization}`);
    const { DB } = countingD1((text) => text.includes('FROM tokens') && expect.fail('down'));
    await statusOf(openIsolate({ DB }), Authorization);
    await isolate.fetch(`${echo}/%2f?x=${secret}`, { headers: { Authorization } });
    await remove(id);
    await statusOf(isolate, Authorization);
    expect(lines.length).toBeGreaterThan(3);
    const log = lines.join('\n');
    for (const part of [secret, secret.slice(8), Authorization.slice(6), 'Basic '])
      expect(log).not.toContain(part);
  });
});
