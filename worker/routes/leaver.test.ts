import { beforeEach, describe, expect, it } from 'vitest';
import {
  api,
  basic,
  jira,
  jiraByPat,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, playgroundOrigin } from '../../tests/support/workerd/origin.ts';
import {
  alice,
  auditTrail,
  bob,
  carol,
  insertTokens,
  multiplyTokens,
} from '../../tests/support/workerd/tokens.ts';

let isolate: ReturnType<typeof openIsolate>;
let manager: string;
beforeEach(async () => {
  isolate = openIsolate();
  await setPolicy('jira', { manageGroups: ['token-managers'] });
  manager = await logIn('jira', 'bob');
});

const remove = (owner: string, site = jira, cookie = manager) =>
  isolate.call('POST', `${site}${api}/manager/users/delete-tokens`, cookie, { owner });
const removed = async (owner: string, site = jira, cookie = manager) => {
  const response = await remove(owner, site, cookie);
  expect(response.status).toBe(200);
  return response.json<{ deleted: number; leftAtOrigin: number; finished: boolean }>();
};

const left = async () =>
  (await testEnv.DB.prepare('SELECT site, owner_key FROM tokens ORDER BY seq').all()).results;

const eventsBy = async () => {
  const trail = await auditTrail();
  const count = (action: string) => trail.filter((event) => event.action === action).length;
  const summaries = trail.filter(({ action }) => action === 'owner.tokens-deleted');
  return { deleted: count('token.deleted'), summaries };
};

describe('all tokens of one person', () => {
  it('go in one act, on this site, and nobody else’s', async () => {
    await insertTokens('jira', [{ owner: carol }, {}, { owner: carol, expiresAt: 1 }]);
    await insertTokens('wiki', [{ owner: carol }]);
    expect(await removed(carol.key)).toEqual({ deleted: 2, leftAtOrigin: 0, finished: true });
    expect(await left()).toEqual([
      { site: 'jira', owner_key: alice.key },
      { site: 'wiki', owner_key: carol.key },
    ]);
    const { deleted, summaries } = await eventsBy();
    expect(deleted).toBe(2);
    expect(summaries).toMatchObject([
      { actor_key: bob.key, owner_key: carol.key, token_id: null, details: '{"deleted":2}' },
    ]);
    expect(await removed(carol.key)).toEqual({ deleted: 0, leftAtOrigin: 0, finished: true });
    expect((await eventsBy()).summaries).toHaveLength(1);
  });

  it('are refused from then on, at once', async () => {
    const { secret } = await isolate.create(jira, await logIn('jira', 'alice'));
    const status = async () =>
      (
        await isolate.fetch(`${jira}/rest/playground/echo`, {
          headers: { Authorization: basic('alice', secret) },
        })
      ).status;
    expect(await status()).toBe(200);
    await removed(alice.key);
    expect(await status()).toBe(401);
  });

  it('go also where the product knows nobody of that key any more', async () => {
    await insertTokens('jira', [{ owner: { key: 'gone', name: 'x', displayName: 'X' } }]);
    expect((await removed('gone')).deleted).toBe(1);
  });

  it('go in several transactions where they are many, with one event each', async () => {
    await insertTokens('jira', [{ owner: carol }]);
    await multiplyTokens(2499);
    expect(await removed(carol.key)).toMatchObject({ deleted: 2500, finished: true });
    const { deleted, summaries } = await eventsBy();
    expect(deleted).toBe(2500);
    expect(summaries.map(({ details }) => details)).toEqual(['{"deleted":2500}']);
    expect(await left()).toEqual([]);
  });

  it('go at the second call where the first was cut off between two transactions', async () => {
    await insertTokens('jira', [{ owner: carol }]);
    await multiplyTokens(1499);
    let batches = 0;
    const DB = new Proxy(testEnv.DB, {
      get(target, name) {
        if (name !== 'batch') return Reflect.get(target, name).bind(target);
        return (statements: D1PreparedStatement[]) =>
          ++batches > 1 ? Promise.reject(new Error('D1_ERROR: gone')) : target.batch(statements);
      },
    });
    isolate = openIsolate({ DB });
    expect((await remove(carol.key)).status).toBe(503);
    expect(await left()).toHaveLength(500);
    isolate = openIsolate();
    expect(await removed(carol.key)).toMatchObject({ deleted: 500, finished: true });
    expect((await eventsBy()).deleted).toBe(1500);
  });

  it('are deleted once by two who ask at once', async () => {
    await insertTokens('jira', [{ owner: carol }, { owner: carol }]);
    const both = await Promise.all([removed(carol.key), removed(carol.key)]);
    expect(both.map(({ deleted }) => deleted).sort()).toEqual([0, 2]);
    expect((await eventsBy()).summaries).toHaveLength(1);
  });

  it('take their native tokens along, as far as the session may', async () => {
    await setPolicy('jira-by-pat', { manageGroups: ['token-managers'] });
    const alicesOwn = await logIn('jira', 'alice');
    await isolate.create(jiraByPat, alicesOwn);
    await isolate.create(jiraByPat, alicesOwn);
    expect(await removed(alice.key, jiraByPat)).toMatchObject({ deleted: 2, leftAtOrigin: 2 });
    await isolate.create(jiraByPat, alicesOwn);
    const admin = await logIn('jira', 'admin');
    expect(await removed(alice.key, jiraByPat, admin)).toMatchObject({ leftAtOrigin: 0 });
    const response = await fetch(`${playgroundOrigin}/jira/rest/pat/latest/tokens`, {
      headers: { Cookie: alicesOwn },
    });
    expect(await response.json()).toHaveLength(2);
  });
});

describe('somebody who has left', () => {
  it.each(['/rest/playground/echo', '/rest/api/2/myself'])(
    'is no longer acted for at %s, whatever the cache holds',
    async (path) => {
      const { secret } = await isolate.create(jira, await logIn('jira', 'alice'));
      const ask = async (method: string, door = isolate) =>
        (
          await door.fetch(`${jira}${path}`, {
            method,
            headers: { Authorization: basic('alice', secret) },
          })
        ).status;
      expect(await ask('GET')).toBe(200);
      await playground.setActive('alice', false);
      // On an isolate that confirmed the owner a moment ago the product itself refuses, elsewhere nothing is even tried.
      expect(await ask('GET')).toBeGreaterThanOrEqual(401);
      const before = (await playground.received()).length;
      expect(await ask('POST', openIsolate())).toBe(502);
      const since = (await playground.received()).slice(before);
      expect(
        since.filter(({ target, method }) => method === 'POST' && target.includes(path)),
      ).toEqual([]);
      await playground.setActive('alice', true);
      expect(await ask('GET')).toBe(200);
    },
  );
});
