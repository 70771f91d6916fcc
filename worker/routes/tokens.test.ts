import { beforeEach, describe, expect, it } from 'vitest';
import type { Token } from '../../shared/contract/token.ts';
import type { CreatedToken } from '../../shared/contract/token-changes.ts';
import { parseSecret } from '../../shared/token-format.ts';
import {
  api,
  basic,
  jira,
  openIsolate,
  setPolicy,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import {
  alice,
  auditTrail,
  bob,
  carol,
  dump,
  insertTokens,
} from '../../tests/support/workerd/tokens.ts';

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
const wish = (changes: object = {}) => ({
  description: 'CI',
  expiresAt: inDays(30),
  scope: 'write',
  ...changes,
});

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate();
  cookie = await logIn('jira', 'alice');
});

const tokensUrl = `${jira}${api}/tokens`;
const post = (body: object, session = cookie, url = tokensUrl) =>
  isolate.call('POST', url, session, body);
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const detailOf = async (response: Response) =>
  ((await response.json()) as { detail: string }).detail;

async function asManager(): Promise<string> {
  await setPolicy('jira', { manageGroups: ['token-managers'] });
  return logIn('jira', 'bob');
}

describe('POST /tokens', () => {
  it('makes a token for the asker', async () => {
    const response = await post(
      wish({ description: ' CI \t', scope: 'read', ipRanges: ['10.0.0.0/8'] }),
    );
    expect(response.status).toBe(201);
    const { token, secret }: CreatedToken = await response.json();
    expect(parseSecret(secret)).toBe(secret);
    expect(token).toMatchObject({
      description: 'CI',
      hint: secret.slice(0, 8),
      scope: 'read',
      ipRanges: ['10.0.0.0/8'],
      owner: alice,
      creator: alice,
      lastUsedAt: null,
      lastUsedFrom: null,
    });
    expect(Date.parse(token.createdAt)).toBeGreaterThan(Date.now() - 10_000);
  });

  it('keeps the secret nowhere', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const everything = await dump();
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice(8));
    expect(everything).not.toContain(btoa(secret).slice(0, 40));
  });

  it.each([
    ['expiresAt', { expiresAt: new Date(Date.now() - 1).toISOString() }, 'must lie in the future'],
    ['expiresAt', { expiresAt: null }, 'beyond the policy'],
    ['expiresAt', { expiresAt: inDays(400) }, 'beyond the policy'],
    ['expiresAt', { expiresAt: '2027-02-30T00:00:00Z' }, 'must be an instant'],
    ['expiresAt', { expiresAt: undefined }, 'is missing'],
    ['description', { description: undefined }, 'is missing'],
    ['description', { description: ' ' }, 'must be 1 to 200 characters'],
    ['description', { description: 'a\u202eb' }, 'must not have control characters'],
    ['scope', { scope: 'admin' }, 'must be'],
    ['ipRanges[1]', { ipRanges: ['10.0.0.0/8', '10.0.0.1/8'] }, 'must be an address or a range'],
    ['ipRanges', { ipRanges: [] }, 'is too short'],
    ['owner', { owner: '' }, 'is too short'],
    ['description', { description: '\u200b' }, 'must have something to see'],
  ])('refuses a wrong %s and says what is wrong', async (field, change, complaint) => {
    const response = await post(wish(change));
    expect(response.status).toBe(400);
    const detail = await detailOf(response);
    expect(detail.startsWith(`${field} `)).toBe(true);
    expect(detail).toContain(complaint);
    expect(await auditTrail()).toEqual([]);
  });

  it('may last for ever where the policy has no bound', async () => {
    await setPolicy('jira', { maxLifetimeDays: null });
    const { token } = await isolate.create(jira, cookie, { expiresAt: null });
    expect(token.expiresAt).toBeNull();
  });

  it('cuts an expiry just beyond the bound to the bound', async () => {
    await setPolicy('jira', { maxLifetimeDays: 7 });
    const { token } = await isolate.create(jira, cookie, { expiresAt: inDays(7.9) });
    expect(Date.parse(token.expiresAt ?? '') - Date.parse(token.createdAt)).toBe(7 * day);
  });

  it('shows the end that a shortened policy leaves an older token', async () => {
    const { token } = await isolate.create(jira, cookie);
    await setPolicy('jira', { maxLifetimeDays: 7 });
    const response = await isolate.call('GET', `${jira}${api}/tokens/${token.id}`, cookie);
    const { expiresAt } = await response.json<{ expiresAt: string }>();
    expect(Date.parse(expiresAt)).toBe(Date.parse(token.createdAt) + 7 * day);
  });

  it('forces the scope that the policy asks of a group', async () => {
    await setPolicy('jira', { readOnlyGroups: ['jira-users'] });
    expect((await post(wish())).status).toBe(400);
    expect((await post(wish({ scope: 'read' }))).status).toBe(201);
  });

  it('is for the groups that the policy names', async () => {
    await setPolicy('jira', { createGroups: ['makers'] });
    expect((await post(wish())).status).toBe(403);
    await playground.setGroups('alice', ['makers']);
    expect((await post(wish())).status).toBe(201);
  });

  it('stops at the limit, also for requests at once, and not for dead tokens', async () => {
    await setPolicy('jira', { maxTokensPerUser: 3 });
    await insertTokens('jira', [
      { expiresAt: Date.now() - 1 },
      { owner: bob },
      { description: 'alive' },
    ]);
    await insertTokens('wiki', [{}, {}]);
    const responses = await Promise.all(Array.from({ length: 8 }, () => post(wish())));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, 409, 409, 409, 409, 409, 409]);
    const refused = responses.find(({ status }) => status === 409);
    expect(await codeOf(refused ?? expect.fail())).toBe('limit_reached');
    const created = (await auditTrail()).filter(({ request_id }) => request_id !== 'test');
    expect(created).toHaveLength(2);
  });

  it('makes none for somebody whom the product has disabled', async () => {
    const manager = await asManager();
    await playground.setActive('carol', false);
    const response = await post(wish({ owner: carol.key }), manager);
    await playground.setActive('carol', true);
    expect([response.status, await detailOf(response)]).toEqual([
      400,
      'owner is not a user of Jira',
    ]);
  });

  it("forces the scope of the owner's groups, whoever makes it", async () => {
    await setPolicy('jira', { manageGroups: ['token-managers'], readOnlyGroups: ['readers'] });
    await playground.setGroups('carol', ['jira-users', 'readers']);
    const manager = await logIn('jira', 'bob');
    expect((await post(wish({ owner: carol.key }), manager)).status).toBe(400);
    expect((await post(wish({ owner: carol.key, scope: 'read' }), manager)).status).toBe(201);
  });

  it('makes one for somebody else, by a token manager, shown with its creator', async () => {
    const manager = await asManager();
    const { token } = await isolate.create(jira, manager, { owner: carol.key });
    expect(token).toMatchObject({ owner: carol, creator: bob });
    const response = await isolate.call('GET', tokensUrl, await logIn('jira', 'carol'));
    const { tokens } = (await response.json()) as { tokens: Token[] };
    expect(tokens).toEqual([token]);
  });

  it('makes none for somebody else otherwise', async () => {
    expect((await post(wish({ owner: bob.key }))).status).toBe(403);
    expect((await post(wish({ owner: 'JIRAUSER99999' }))).status).toBe(403);
    // The same person, the same call, within the minute: one event is enough.
    const [refused, ...more] = await auditTrail();
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ action: 'call.refused', actor_key: alice.key });
    expect(JSON.parse(refused?.details ?? '')).toEqual({
      method: 'POST',
      path: '/tokens',
      needs: 'manageOthers',
      omitted: 0,
    });
  });

  it('takes the own key as owner', async () => {
    expect((await post(wish({ owner: alice.key }))).status).toBe(201);
  });

  it.each(['JIRAUSER99999', 'carol', 'jirauser10103', "' OR 1=1", '%00'])(
    'knows no user with the key %s',
    async (owner) => {
      const response = await post(wish({ owner }), await asManager());
      expect(response.status).toBe(400);
      expect(await detailOf(response)).not.toContain(owner);
    },
  );

  it('makes one for somebody else in Confluence', async () => {
    await setPolicy('wiki', { manageGroups: ['token-managers'] });
    const key = '4028b8816f2c1a0e016f2c1b7a330003';
    const { token } = await isolate.create(wiki, await logIn('confluence', 'bob'), { owner: key });
    expect(token.owner).toEqual({ ...carol, key });
  });

  it('lets nobody manage where the policy names no groups, administrators apart', async () => {
    expect((await post(wish({ owner: carol.key }), await logIn('jira', 'bob'))).status).toBe(403);
    const admin = await logIn('jira', 'admin');
    expect((await post(wish({ owner: carol.key }), admin)).status).toBe(201);
  });

  it('never stores what was not shown, nor shows what was not stored', async () => {
    await testEnv.DB.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      const response = await post(wish());
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('pst_');
      expect(await dump()).not.toContain(alice.key);
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fail');
    }
  });
});

describe('GET, PATCH and DELETE /tokens/:id', () => {
  const one = (id: string) => `${tokensUrl}/${id}`;

  it('show, rename and delete an own token', async () => {
    const { token } = await isolate.create(jira, cookie);
    expect(await (await isolate.call('GET', one(token.id), cookie)).json()).toEqual(token);
    const renamed = await isolate.call('PATCH', one(token.id), cookie, { description: ' new ' });
    expect(await renamed.json()).toEqual({ ...token, description: 'new' });
    const deleted = await isolate.call('DELETE', one(token.id), cookie);
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    for (const method of ['GET', 'DELETE'])
      expect((await isolate.call(method, one(token.id), cookie)).status).toBe(404);
    expect((await isolate.call('PATCH', one(token.id), cookie, { description: 'x' })).status).toBe(
      404,
    );
  });

  it('show, rename and delete the tokens of others to a token manager', async () => {
    const { token } = await isolate.create(jira, cookie);
    const manager = await asManager();
    expect((await isolate.call('GET', one(token.id), manager)).status).toBe(200);
    expect((await isolate.call('PATCH', one(token.id), manager, { description: 'x' })).status).toBe(
      200,
    );
    expect((await isolate.call('DELETE', one(token.id), manager)).status).toBe(204);
  });

  it('know nothing of another site, even to its token manager', async () => {
    const [token] = await insertTokens('wiki', [{}]);
    const manager = await asManager();
    for (const method of ['GET', 'DELETE'])
      expect((await isolate.call(method, one(token?.id ?? ''), manager)).status).toBe(404);
    expect(await dump()).toContain(token?.id);
  });

  it('leave exactly one event for each change, with who, where and what', async () => {
    const { token } = await isolate.create(jira, cookie, { description: 'first' });
    await isolate.call('PATCH', one(token.id), cookie, { description: 'second' });
    await isolate.call('DELETE', one(token.id), await asManager());
    await isolate.call('DELETE', one(token.id), cookie);
    const events = await auditTrail();
    expect(
      events.map(({ action, actor_key, description }) => [action, actor_key, description]),
    ).toEqual([
      ['token.created', alice.key, 'first'],
      ['token.renamed', alice.key, 'second'],
      ['token.deleted', bob.key, 'second'],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        site: 'jira',
        token_id: token.id,
        owner_key: alice.key,
        address: '203.0.113.9',
      });
      expect(event.request_id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('delete a token once, however many ask for it at once', async () => {
    const { token } = await isolate.create(jira, cookie);
    const all = Array.from({ length: 6 }, () => isolate.call('DELETE', one(token.id), cookie));
    const statuses = (await Promise.all(all)).map(({ status }) => status).sort();
    expect(statuses).toEqual([204, 404, 404, 404, 404, 404]);
    const actions = (await auditTrail()).map(({ action }) => action);
    expect(actions).toEqual(['token.created', 'token.deleted']);
  });

  it('cut a User-Agent of any length', async () => {
    const response = await isolate.fetch(tokensUrl, {
      method: 'POST',
      headers: {
        Cookie: cookie,
        'X-Postern-Client': 'test',
        'Content-Type': 'application/json',
        'User-Agent': 'x'.repeat(5000),
      },
      body: JSON.stringify(wish()),
    });
    expect(response.status).toBe(201);
    expect((await auditTrail())[0]?.user_agent).toHaveLength(200);
  });

  it('find a renamed token by its new name and no more by its old one', async () => {
    const { token } = await isolate.create(jira, cookie, { description: 'before' });
    await isolate.call('PATCH', one(token.id), cookie, { description: 'afterwards' });
    const found = async (q: string) => {
      const response = await isolate.call('GET', `${tokensUrl}?q=${q}`, cookie);
      return ((await response.json()) as { tokens: Token[] }).tokens.length;
    };
    expect([await found('befor'), await found('afterw')]).toEqual([0, 1]);
  });
});

describe('GET /tokens', () => {
  it('lists the own tokens of this site alone, newest first', async () => {
    await insertTokens('jira', [
      { description: 'old', createdAt: 1000 },
      { description: 'new', createdAt: 2000 },
      { description: "bob's", owner: bob },
    ]);
    await insertTokens('wiki', [{ description: 'elsewhere' }]);
    for (const session of [cookie]) {
      const response = await isolate.call('GET', tokensUrl, session);
      const { tokens, nextCursor } = (await response.json()) as {
        tokens: Token[];
        nextCursor: null;
      };
      expect(tokens.map(({ description }) => description)).toEqual(['new', 'old']);
      expect(nextCursor).toBeNull();
    }
  });

  it('lists a token manager their own alone, too', async () => {
    await insertTokens('jira', [{}, { owner: bob, description: "bob's" }]);
    const response = await isolate.call('GET', tokensUrl, await asManager());
    const { tokens } = (await response.json()) as { tokens: Token[] };
    expect(tokens.map(({ description }) => description)).toEqual(["bob's"]);
  });

  it('takes no owner', async () => {
    const response = await isolate.call('GET', `${tokensUrl}?owner=${bob.key}`, await asManager());
    expect(response.status).toBe(400);
  });
});

describe('the API', () => {
  it('answers 503 where the database is down or slow, and 502 where the product is', async () => {
    const down = {
      prepare: () => {
        throw new Error('D1_ERROR: down');
      },
    };
    const slow = {
      prepare: () => ({ bind: () => ({ first: () => new Promise(() => undefined) }) }),
    };
    for (const DB of [down, slow]) {
      const { call } = openIsolate({ DB: DB as unknown as D1Database });
      const response = await call('GET', tokensUrl, cookie);
      expect([response.status, await codeOf(response)]).toEqual([503, 'unavailable']);
    }
    const SITES = [
      {
        id: 'jira',
        product: 'jira',
        name: 'Jira',
        url: jira,
        origin: 'http://127.0.0.1:1',
        actAs: 'applink',
      },
    ];
    const response = await openIsolate({ SITES }).call('GET', tokensUrl, cookie);
    expect([response.status, await codeOf(response)]).toEqual([502, 'origin_unavailable']);
  });

  it('knows nothing beyond its paths', async () => {
    for (const path of ['', '/', '/nothing', '/tokens/a/b', '/../v2/tokens', '/TOKENS'])
      expect((await isolate.call('GET', `${jira}${api}${path}`, cookie)).status, path).toBe(404);
    expect((await isolate.call('GET', `${jira}/_postern/api/v2/tokens`, cookie)).status).toBe(404);
    expect((await isolate.call('GET', `${jira}/_postern`, cookie)).status).toBe(404);
    expect(await playground.received()).not.toContainEqual(
      expect.objectContaining({ target: expect.stringContaining('_postern') }),
    );
  });

  it('opens a new token on this isolate at once', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const response = await isolate.fetch(`${jira}/rest/playground/echo`, {
      headers: { Authorization: basic('alice', secret) },
    });
    expect(response.status).toBe(200);
  });
});
