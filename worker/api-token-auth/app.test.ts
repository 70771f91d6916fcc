import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../shared/lifetime.ts';
import {
  basic,
  extensionOrigin,
  jira,
  jiraByPat,
  openIsolate,
  setPolicy,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import {
  logIn,
  playground,
  playgroundOrigin,
  receivedAt,
} from '../../tests/support/workerd/origin.ts';
import { alice, auditTrail, bob, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';

const base = '/rest/de.resolution.apitokenauth/latest/user';
const allSites = testEnv.SITES as { id: string }[];
const SITES = allSites.map((site) => ({ ...site, apiTokenAuth: true }));
const json = { 'Content-Type': 'application/json' };

interface Made {
  id: number;
  plainTextToken: string;
  tokenDescription: string;
  tokenExpirationDateTime: string | null;
  tokenExpirationDateTimeMillis: number;
}
interface Listed {
  content: {
    id: number;
    created: number;
    lastAccessed: number;
    validUntil: number;
    description: string;
    userKey: string;
  }[];
}

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate({ SITES });
  cookie = await logIn('jira', 'alice');
});

type Credentials = Record<string, string>;
const session = (value = cookie): Credentials => ({ Cookie: value });

/** As the documented calls are made: no header of ours. */
function call(method: string, path: string, credentials: Credentials, body?: unknown, site = jira) {
  return isolate.fetch(`${site}${base}${path}`, {
    method,
    headers: { ...credentials, ...(body !== undefined && json), 'User-Agent': 'curl/8' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function make(body: object, credentials = session(), site = jira): Promise<Made> {
  const response = await call('POST', '/token', credentials, body, site);
  expect(response.status).toBe(200);
  return response.json();
}
const list = async (path = '/token', credentials = session()) =>
  (await (await call('GET', path, credentials)).json<Listed>()).content;
const messageOf = async (response: Response) =>
  (await response.json<{ errorMessage: string }>()).errorMessage;
const statusWith = async (user: string, secret: string) =>
  (
    await isolate.fetch(`${jira}/rest/api/2/myself`, {
      headers: { Authorization: basic(user, secret) },
    })
  ).status;

describe('where a site does not say so', () => {
  it('the calls are the product’s own', async () => {
    isolate = openIsolate();
    const response = await call('GET', '/token', session());
    expect(response.status).toBe(404);
    expect(await receivedAt(`/jira${base}`)).toHaveLength(1);
    expect(openIsolate({ SITES })).toBeDefined();
  });
});

describe('the documented calls, with a session', () => {
  it('make a token that works, and lives as long as the policy allows', async () => {
    const made = await make({ tokenDescription: 'CI' });
    expect(made).toMatchObject({ id: expect.any(Number), tokenDescription: 'CI' });
    expect(made.plainTextToken).toMatch(/^pst_/);
    const days = (made.tokenExpirationDateTimeMillis - Date.now()) / dayMs;
    expect(days).toBeCloseTo(365, 2);
    expect(await statusWith('alice', made.plainTextToken)).toBe(200);
    await setPolicy('jira', { maxLifetimeDays: null });
    isolate = openIsolate({ SITES });
    expect((await make({ tokenDescription: 'for ever' })).tokenExpirationDateTimeMillis).toBe(0);
  });

  it.each([
    [{ tokenValidityTimeInMonths: 1 }, 30],
    [{ tokenValidityTimeInMonths: 12 }, 365],
    [{ tokenExpirationDateTimeMillis: Date.now() + 10 * dayMs }, 10],
    [
      {
        tokenExpirationDateTime: new Date(Date.now() + 20 * dayMs)
          .toISOString()
          .replace('Z', '+00:00'),
      },
      20,
    ],
    [
      {
        tokenExpirationDateTimeMillis: Date.now() + 5 * dayMs,
        tokenExpirationDateTime: new Date(Date.now() + 6 * dayMs).toISOString(),
        tokenValidityTimeInMonths: 3,
      },
      5,
    ],
  ])('take the end as %o', async (wish, days) => {
    const made = await make({ tokenDescription: 'CI', ...wish });
    expect((made.tokenExpirationDateTimeMillis - Date.now()) / dayMs).toBeCloseTo(days, 2);
    expect(Date.parse(made.tokenExpirationDateTime ?? '')).toBe(made.tokenExpirationDateTimeMillis);
  });

  it.each([
    [{ tokenValidityTimeInMonths: 13 }, /expiresAt is beyond the policy/],
    [{ tokenExpirationDateTimeMillis: Date.now() + 400 * dayMs }, /beyond the policy/],
    [{ tokenExpirationDateTimeMillis: 1 }, /must lie in the future/],
    [{ tokenExpirationDateTime: 'tomorrow' }, /tokenExpirationDateTime must be ISO 8601/],
    [{ tokenValidityTimeInMonths: 0 }, /tokenValidityTimeInMonths/],
    [{ tokenDescription: '' }, /tokenDescription must be 1 to 200 characters/],
    [{ tokenScope: 3 }, /tokenScope/],
  ])('answer 400 and errorMessage to %o', async (wish, message) => {
    const response = await call('POST', '/token', session(), { tokenDescription: 'CI', ...wish });
    expect([response.status, await messageOf(response)]).toEqual([
      400,
      expect.stringMatching(message),
    ]);
    expect(await list()).toEqual([]);
  });

  it('list one’s own tokens, epoch milliseconds and 0 for never', async () => {
    await insertTokens('jira', [{ description: 'of bob', owner: bob }]);
    await setPolicy('jira', { maxLifetimeDays: null });
    const { id } = await make({ tokenDescription: 'CI', tokenExpirationDateTimeMillis: null });
    for (const path of ['/token', '/token/'])
      expect(await list(path)).toEqual([
        {
          id,
          created: expect.any(Number),
          lastAccessed: 0,
          validUntil: 0,
          description: 'CI',
          userKey: alice.key,
          tokenScope: 2,
        },
      ]);
  });

  it('rename and delete by the number', async () => {
    const { id, plainTextToken } = await make({ tokenDescription: 'CI' });
    const renamed = await call('PATCH', `/token/${id}`, session(), { tokenDescription: 'Updated' });
    expect(await renamed.json()).toMatchObject({ id, description: 'Updated' });
    expect((await call('DELETE', `/token/${id}`, session())).status).toBe(204);
    expect(await statusWith('alice', plainTextToken)).toBe(401);
    expect(await list()).toEqual([]);
    for (const gone of [id, 999_999, 'x', '1e3', '-1', '9'.repeat(15)])
      expect((await call('DELETE', `/token/${gone}`, session())).status).toBe(404);
  });

  it('reach nobody else’s token, and none of another site', async () => {
    await insertTokens('jira', [{ owner: bob }]);
    await insertTokens('wiki', [{ owner: alice }]);
    const { results } = await testEnv.DB.prepare('SELECT seq FROM tokens').all<{ seq: number }>();
    for (const { seq } of results) {
      expect((await call('DELETE', `/token/${seq}`, session())).status).toBe(404);
      const patch = await call('PATCH', `/token/${seq}`, session(), { tokenDescription: 'mine' });
      expect(patch.status).toBe(404);
    }
  });

  it('serve Confluence as well', async () => {
    const own = session(await logIn('confluence', 'alice'));
    const { plainTextToken } = await make({ tokenDescription: 'wiki' }, own, wiki);
    const self = await isolate.fetch(`${wiki}/_postern/api/v1/self`, {
      headers: { Authorization: basic('alice', plainTextToken) },
    });
    expect(self.status).toBe(200);
  });

  it('make a native token behind it where the site acts by those', async () => {
    const { plainTextToken } = await make({ tokenDescription: 'CI' }, session(), jiraByPat);
    const response = await isolate.fetch(`${jiraByPat}/rest/api/2/myself`, {
      headers: { Authorization: basic('alice', plainTextToken) },
    });
    expect(response.status).toBe(200);
  });
});

describe('for token managers', () => {
  let manager: Credentials;
  beforeEach(async () => {
    manager = session(await logIn('jira', 'admin'));
  });

  it('make tokens for others, by their keys', async () => {
    const made = await make({ tokenDescription: 'for carol', tokenForUserKey: carol.key }, manager);
    expect(await statusWith('carol', made.plainTextToken)).toBe(200);
    const refused = await call('POST', '/token', session(), {
      tokenDescription: 'for carol',
      tokenForUserKey: carol.key,
    });
    expect(refused.status).toBe(403);
  });

  it('find tokens by filters, page by page', async () => {
    const at = Date.UTC(2026, 5, 1);
    await setPolicy('jira', { maxLifetimeDays: null });
    await insertTokens('jira', [
      { description: 'one', owner: alice, createdAt: at, expiresAt: at + 900 * dayMs },
      { description: 'two', owner: bob, createdAt: at + 1, lastUsedAt: at + dayMs, scope: 'read' },
      { description: 'three', owner: carol, createdAt: at + 2 },
    ]);
    const find = async (query: string) =>
      (await list(`/tokensByFilter?${query}`, manager)).map(({ description }) => description);
    expect(await find('')).toEqual(['three', 'two', 'one']);
    expect(await find(`userFilter=${alice.key}&userFilter=${bob.key}`)).toEqual(['two', 'one']);
    expect(await find('descriptionFilter=HRE')).toEqual(['three']);
    expect(await find(`fromCreated=${at + 1}&untilCreated=${at + 1}`)).toEqual(['two']);
    expect(await find('fromCreated=2026-06-01T00:00:00.002Z')).toEqual(['three']);
    expect(await find(`fromLastUsed=${at}&untilLastUsed=${at + 2 * dayMs}`)).toEqual(['two']);
    expect(await find(`untilExpiresDuring=${at + 901 * dayMs}`)).toEqual(['one']);
    expect(await find(`fromExpiresDuring=${at + 901 * dayMs}`)).toEqual([]);
    expect(await find('tokenScope=1')).toEqual(['two']);
    expect(await find('tokenScope=2')).toEqual(['three', 'one']);
    expect(await find('page=1&limit=2')).toEqual(['one']);
    expect(await find('page=5&limit=2')).toEqual([]);
    for (const wrong of ['page=-1', 'limit=0', 'limit=1001', 'tokenScope=3', 'fromCreated=soon'])
      expect((await call('GET', `/tokensByFilter?${wrong}`, manager)).status, wrong).toBe(400);
    expect((await call('GET', '/tokensByFilter', session())).status).toBe(403);
  });

  it('take the native tokens behind those of one person along', async () => {
    await make({ tokenDescription: 'CI' }, session(), jiraByPat);
    const mine = async () => {
      const response = await fetch(`${playgroundOrigin}/jira/rest/pat/latest/tokens`, {
        headers: { Cookie: cookie, 'User-Agent': 'test' },
      });
      return response.json();
    };
    expect(await mine()).toHaveLength(1);
    const path = `/token/deleteAllFor/${alice.key}`;
    expect((await call('DELETE', path, manager, undefined, jiraByPat)).status).toBe(204);
    expect(await mine()).toEqual([]);
  });

  it('delete all of one person', async () => {
    await insertTokens('jira', [{ owner: carol }, { owner: carol }, { owner: bob }]);
    const path = `/token/deleteAllFor/${carol.key}`;
    expect((await call('DELETE', path, session())).status).toBe(403);
    expect((await call('DELETE', path, manager)).status).toBe(204);
    const { results } = await testEnv.DB.prepare('SELECT owner_key FROM tokens').all();
    expect(results).toEqual([{ owner_key: bob.key }]);
  });
});

describe('a token', () => {
  let own: Credentials;
  beforeEach(async () => {
    const { plainTextToken } = await make({ tokenDescription: 'the first' });
    own = { Authorization: basic('alice', plainTextToken) };
  });
  const urlOfFirst = async () => {
    const [first] = await auditTrail();
    return `${jira}/_postern/api/v1/tokens/${first?.token_id}`;
  };
  const allow = async (changes: object = {}) => {
    await setPolicy('jira', { tokensCreateTokens: true, ...changes });
    isolate = openIsolate({ SITES });
  };

  it('opens none of it unless the policy says so', async () => {
    for (const [method, path, body] of [
      ['POST', '/token', { tokenDescription: 'next' }],
      ['GET', '/token', undefined],
      ['DELETE', '/token/1', undefined],
    ] as const)
      expect((await call(method, path, own, body)).status).toBe(403);
    expect(await list()).toHaveLength(1);
  });

  it('makes others where it does, for its owner, and says so in the audit', async () => {
    await allow();
    const { plainTextToken, id } = await make({ tokenDescription: 'next' }, own);
    expect(await statusWith('alice', plainTextToken)).toBe(200);
    const made = (await auditTrail()).filter(({ action }) => action === 'token.created');
    expect(made.at(-1)).toMatchObject({ actor_key: alice.key, description: 'next' });
    expect((await call('DELETE', `/token/${id}`, own)).status).toBe(204);
  });

  it('has the rights that its owner has at that moment, and no cookie counts beside it', async () => {
    await allow({ createGroups: ['token-managers'] });
    const admin = await logIn('jira', 'admin');
    const both = { ...own, Cookie: admin };
    expect((await call('POST', '/token', both, { tokenDescription: 'x' })).status).toBe(403);
    expect((await call('GET', '/tokensByFilter', both)).status).toBe(403);
    await playground.setGroups('alice', ['token-managers']);
    expect((await call('POST', '/token', own, { tokenDescription: 'x' })).status).toBe(200);
  });

  it('that only reads makes none', async () => {
    const { plainTextToken } = await make({ tokenDescription: 'reads', tokenScope: 1 });
    await allow();
    const reading = { Authorization: basic('alice', plainTextToken) };
    expect(await list('/token', reading)).toHaveLength(2);
    const response = await call('POST', '/token', reading, { tokenDescription: 'x' });
    expect(response.status).toBe(403);
  });

  it('is named in the audit with all that it did', async () => {
    await allow();
    const trail = async () =>
      (await auditTrail()).map(({ action, details }) => [
        action,
        JSON.parse(details ?? '{}').byToken,
      ]);
    const [first] = await auditTrail();
    const { id } = await make({ tokenDescription: 'next' }, own);
    await call('PATCH', `/token/${id}`, own, { tokenDescription: 'renamed' });
    await call('DELETE', `/token/${id}`, own);
    await call('GET', '/tokensByFilter', own);
    const [byHand] = await list();
    await call('PATCH', `/token/${byHand?.id}`, session(), { tokenDescription: 'by session' });
    await expect.poll(trail).toEqual([
      ['token.created', undefined],
      ['token.created', first?.token_id],
      ['token.renamed', first?.token_id],
      ['token.deleted', first?.token_id],
      ['call.refused', first?.token_id],
      ['token.renamed', undefined],
    ]);
  });

  it('makes none that may be used from elsewhere than itself', async () => {
    await allow();
    await testEnv.DB.exec(`UPDATE tokens SET ip_ranges = '["203.0.113.0/24"]'`);
    const { id } = await make({ tokenDescription: 'next' }, own);
    const { results } = await testEnv.DB.prepare('SELECT ip_ranges FROM tokens WHERE seq = ?')
      .bind(id)
      .all();
    expect(results).toEqual([{ ip_ranges: '["203.0.113.0/24"]' }]);
  });

  it('makes none that lives longer than itself was to, but renews itself', async () => {
    const made = await make({ tokenDescription: 'a day', tokenValidityTimeInMonths: 1 });
    const monthly = { Authorization: basic('alice', made.plainTextToken) };
    await allow({ maxLifetimeDays: null });
    const later = await call('POST', '/token', monthly, {
      tokenDescription: 'longer',
      tokenValidityTimeInMonths: 2,
    });
    expect([later.status, await messageOf(later)]).toEqual([
      400,
      expect.stringMatching(/the latest is/),
    ]);
    for (const wish of [{}, { tokenValidityTimeInMonths: 1 }]) {
      const next = await make({ tokenDescription: 'next', ...wish }, monthly);
      expect((next.tokenExpirationDateTimeMillis - Date.now()) / dayMs).toBeCloseTo(30, 2);
    }
  });

  it('of a manager makes none for others', async () => {
    const manager = session(await logIn('jira', 'admin'));
    const { plainTextToken } = await make({ tokenDescription: 'managers' }, manager);
    await allow();
    const response = await call(
      'POST',
      '/token',
      { Authorization: basic('admin', plainTextToken) },
      { tokenDescription: 'x', tokenForUserKey: carol.key },
    );
    expect(response.status).toBe(403);
  });

  it('that is deleted makes none, where another isolate still takes it for good as well', async () => {
    await allow();
    expect((await call('GET', '/token', own)).status).toBe(200);
    expect((await openIsolate().call('DELETE', await urlOfFirst(), cookie)).status).toBe(204);
    expect((await call('POST', '/token', own, { tokenDescription: 'x' })).status).toBe(401);
    expect(await list()).toEqual([]);
  });

  it('that was replaced makes none', async () => {
    await allow();
    const rotated = await isolate.call('POST', `${await urlOfFirst()}/rotate`, cookie, {});
    expect(rotated.status).toBe(201);
    expect((await call('POST', '/token', own, { tokenDescription: 'x' })).status).toBe(403);
  });

  it('of somebody whom the product has disabled makes none', async () => {
    await allow();
    await playground.setActive('alice', false);
    const response = await call('POST', '/token', own, { tokenDescription: 'x' });
    expect(response.status).toBeGreaterThanOrEqual(401);
    const { results } = await testEnv.DB.prepare('SELECT 1 FROM tokens').all();
    expect(results).toHaveLength(1);
  });

  it('that stands before a native one opens nothing', async () => {
    const { plainTextToken } = await make({ tokenDescription: 'pat' }, session(), jiraByPat);
    await setPolicy('jira-by-pat', { tokensCreateTokens: true });
    isolate = openIsolate({ SITES });
    const byPat = { Authorization: basic('alice', plainTextToken) };
    const response = await call('POST', '/token', byPat, { tokenDescription: 'x' }, jiraByPat);
    expect(response.status).toBe(403);
  });

  it.each(['alice', 'pst_junk', `pst_${'a'.repeat(36)}`])('is no %s', async (secret) => {
    await allow();
    const wrong = { Authorization: basic('alice', secret) };
    expect((await call('POST', '/token', wrong, { tokenDescription: 'x' })).status).toBe(401);
  });
});

describe('pages of other sites', () => {
  const body = JSON.stringify({ tokenDescription: 'stolen' });
  const post = (headers: Credentials) =>
    isolate.fetch(`${jira}${base}/token`, {
      method: 'POST',
      headers: { ...session(), ...headers },
      body,
    });

  it.each<[Credentials, number]>([
    [{ ...json, Origin: 'https://evil.example' }, 403],
    [{ ...json, Origin: 'null' }, 403],
    [{ ...json, Origin: extensionOrigin }, 403],
    [{ ...json, Origin: 'https://jira.example.com.evil.example' }, 403],
    [{ ...json, 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ ...json, 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ 'Content-Type': 'text/plain' }, 400],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 400],
    [{ 'Content-Type': '' }, 400],
  ])('make nothing with %o', async (headers, status) => {
    const response = await post(headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await list()).toEqual([]);
  });

  it('and the product’s own pages do', async () => {
    const own = { ...json, Origin: 'https://jira.example.com', 'Sec-Fetch-Site': 'same-origin' };
    expect((await post(own)).status).toBe(200);
  });

  it('get no answer to a preflight', async () => {
    const response = await isolate.fetch(`${jira}${base}/token/1`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'DELETE' },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('Access-Control-Allow-Methods')).toBeNull();
  });
});

describe('whatever else', () => {
  it('is 401 without a session, and 404 elsewhere, in the app’s own words', async () => {
    const nobody = await call('GET', '/token', {});
    expect([nobody.status, await messageOf(nobody)]).toEqual([401, 'Log in to Jira first']);
    for (const path of ['/other', '/token/1/2', ''])
      expect((await call('GET', path, session())).status).toBe(404);
    expect((await call('POST', '/token', session(), [])).status).toBe(400);
    const huge = { tokenDescription: 'x'.repeat(70_000) };
    expect((await call('POST', '/token', session(), huge)).status).toBe(400);
    const proto = await isolate.fetch(`${jira}${base}/token`, {
      method: 'POST',
      headers: { ...session(), ...json },
      body: '{"__proto__":{"tokenDescription":"x"}}',
    });
    expect(proto.status).toBe(400);
  });

  it('keeps the limit of tokens', async () => {
    await setPolicy('jira', { maxTokensPerUser: 2 });
    const statuses = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        call('POST', '/token', session(), { tokenDescription: `t${i}` }).then(
          ({ status }) => status,
        ),
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    expect(statuses.filter((status) => status === 409)).toHaveLength(4);
  });
});
