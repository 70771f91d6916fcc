import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  api,
  basic,
  openIsolate,
  setPolicy,
  jiraByHeader as site,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, receivedAt } from '../../tests/support/workerd/origin.ts';
import { makeSecret, makeUpSecret } from '../../tests/support/workerd/secrets.ts';

const echo = `${site}/rest/playground/echo`;
const random = () => [...crypto.getRandomValues(new Uint8Array(28))];
/** A secret with a valid tag and no row. */
const mint = () => makeSecret(random());
const makeUp = () => makeUpSecret(random());

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

  it('is felt at once on its isolate although a replica still has the token', async () => {
    const { Authorization, id } = await newToken();
    const stale = await testEnv.DB.prepare('SELECT * FROM tokens WHERE id = ?').bind(id).all();
    const replica = {
      prepare: () => ({
        bind: () => ({ run: async () => ({ ...stale, meta: { served_by_primary: false } }) }),
      }),
    };
    const DB = new Proxy(testEnv.DB, {
      get: (target, name) => {
        if (name !== 'withSession') return Reflect.get(target, name).bind(target);
        return (constraint: string) =>
          constraint === 'first-primary' ? target.withSession(constraint) : replica;
      },
    });
    const one = openIsolate({ DB });
    expect(await statusOf(one, Authorization)).toBe(200);
    await one.call('DELETE', `${site}${api}/tokens/${id}`, cookie);
    expect(await statusOf(one, Authorization)).toBe(401);
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

  it.each([10, 0])(
    'remembers a deleted token for 5 s, with %i s of row caching',
    async (VERIFY_CACHE_SECONDS) => {
      const { DB, lookups } = countingD1();
      const one = openIsolate({ DB, VERIFY_CACHE_SECONDS });
      const Authorization = basic('alice', mint());
      for (let i = 0; i < 5; i++) expect(await statusOf(one, Authorization)).toBe(401);
      const once = lookups();
      setTime(Date.now() + 5_000);
      expect(await statusOf(one, Authorization)).toBe(401);
      expect(lookups()).toBe(2 * once);
    },
  );

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
    // One request reads; the other waits 2 s for it, and then reads itself.
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await originCalls()).toBe(0);
  });

  it.each([
    { TOKEN_PEPPER: '' },
    { TOKEN_PEPPER: 'short' },
    { TOKEN_TAG_KEY: '' },
    { TOKEN_TAG_KEY: 'short' },
  ])('a missing or short secret refuses everything: %j', async (overrides) => {
    const { Authorization } = await newToken();
    const one = openIsolate(overrides);
    for (const credential of [Authorization, basic('alice', 'alice'), 'Bearer native'])
      expect(await statusOf(one, credential)).toBe(503);
    expect((await one.fetch(echo)).status).toBe(503);
    expect(
      (await one.fetch(`${site}/_postern/verify`, { headers: { Authorization } })).status,
    ).toBe(503);
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

describe('a made-up token', () => {
  it.each([undefined, 'a-previous-key-of-at-least-32-bytes-0123'])(
    'costs no statement (TOKEN_TAG_KEY_PREVIOUS: %s)',
    async (TOKEN_TAG_KEY_PREVIOUS) => {
      const { DB, statements } = countingD1();
      const one = openIsolate({ DB, ...(TOKEN_TAG_KEY_PREVIOUS && { TOKEN_TAG_KEY_PREVIOUS }) });
      for (let i = 0; i < 100; i++) expect(await statusOf(one, basic('alice', makeUp()))).toBe(401);
      expect(await statusOf(one, `Bearer ${makeUp()}`)).toBe(401);
      const headers = { Authorization: basic('alice', makeUp()) };
      expect((await one.fetch(`${site}/_postern/verify`, { headers })).status).toBe(401);
      expect((await one.fetch(`${site}${api}/self`, { headers })).status).toBe(401);
      expect(statements).toEqual([]);
    },
  );

  it('never reaches the origin: the count that leads to a CAPTCHA stays at zero', async () => {
    for (const token of ['pst_junk', mint(), makeUp()])
      for (let i = 0; i < 7; i++) await statusOf(isolate, basic('alice', token));
    expect(await playground.failedLogins('alice')).toBe(0);
    expect(await originCalls()).toBe(0);
  });
});

describe('a new tag key', () => {
  const TOKEN_TAG_KEY = 'the-new-tag-key-of-these-tests-0123456789';
  const rotated = { TOKEN_TAG_KEY, TOKEN_TAG_KEY_PREVIOUS: testEnv.TOKEN_TAG_KEY ?? '' };

  it('accepts old tokens as long as the previous key is configured', async () => {
    const { Authorization } = await newToken();
    expect(await statusOf(openIsolate(rotated), Authorization)).toBe(200);
    expect(await statusOf(openIsolate({ TOKEN_TAG_KEY }), Authorization)).toBe(401);
  });

  it('makes the tags of new tokens, and its fingerprint is stored with them', async () => {
    await newToken();
    const { secret } = await openIsolate(rotated).create(site, cookie);
    expect(await statusOf(openIsolate({ TOKEN_TAG_KEY }), basic('alice', secret))).toBe(200);
    expect(await statusOf(isolate, basic('alice', secret))).toBe(401);
    const { results } = await testEnv.DB.prepare('SELECT tag_key FROM tokens').all();
    expect(new Set(results.map(({ tag_key }) => tag_key)).size).toBe(2);
    for (const { tag_key } of results) expect(tag_key).toMatch(/^[0-9a-f]{8}$/);
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
