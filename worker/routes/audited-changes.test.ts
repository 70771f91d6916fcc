import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import {
  api,
  type Isolate,
  jira,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { auditTrail, bob, insertTokens } from '../../tests/support/workerd/tokens.ts';

const { DB } = testEnv;
const dayMs = 86_400_000;

interface Change {
  /** Tables it writes beside the audit, and how. */
  writes: [operation: 'INSERT' | 'UPDATE' | 'DELETE', table: 'tokens' | 'policies'][];
  /** The events it leaves, where `ids` are two tokens of bob's. */
  events: string[];
  call: (ids: string[]) => [method: string, path: string, body?: object];
}

const newToken = () => ({
  description: 'CI',
  expiresAt: new Date(Date.now() + dayMs).toISOString(),
  scope: 'read',
});

const changes: Record<string, Change> = {
  'a token is made': {
    writes: [['INSERT', 'tokens']],
    events: ['token.created'],
    call: () => ['POST', '/tokens', newToken()],
  },
  'a token is made for somebody else': {
    writes: [['INSERT', 'tokens']],
    events: ['token.created'],
    call: () => ['POST', '/tokens', { ...newToken(), owner: bob.key }],
  },
  'a token is renamed': {
    writes: [['UPDATE', 'tokens']],
    events: ['token.renamed'],
    call: ([id]) => ['PATCH', `/tokens/${id}`, { description: 'renamed' }],
  },
  'a token is deleted': {
    writes: [['DELETE', 'tokens']],
    events: ['token.deleted'],
    call: ([id]) => ['DELETE', `/tokens/${id}`],
  },
  'tokens are deleted': {
    writes: [['DELETE', 'tokens']],
    events: ['token.deleted', 'token.deleted'],
    call: (ids) => ['POST', '/manager/tokens/delete', { ids }],
  },
  'a token is rotated': {
    writes: [
      ['INSERT', 'tokens'],
      ['UPDATE', 'tokens'],
    ],
    events: ['token.rotated'],
    call: ([id]) => ['POST', `/tokens/${id}/rotate`, {}],
  },
  'a policy is saved for the first time': {
    writes: [['INSERT', 'policies']],
    events: ['policy.changed'],
    call: () => [
      'PUT',
      '/policy',
      { policy: { ...defaultPolicy, maxLifetimeDays: 7 }, version: 0 },
    ],
  },
  'a policy is changed': {
    writes: [['UPDATE', 'policies']],
    events: ['policy.changed'],
    call: () => [
      'PUT',
      '/policy',
      { policy: { ...defaultPolicy, maxLifetimeDays: 7 }, version: 1 },
    ],
  },
};

/** A database that does what it is asked in one transaction, and whose answer then gets lost. */
const losingAnswers = new Proxy(DB, {
  get(target, name) {
    if (name !== 'batch') return Reflect.get(target, name).bind(target);
    return async (statements: D1PreparedStatement[]) => {
      await target.batch(statements);
      throw new Error('D1_ERROR: Network connection lost.');
    };
  },
});

describe.each(Object.entries(changes))('where %s', (name, { writes, events, call }) => {
  let admin: string;
  let ids: string[];
  let before: string;

  beforeEach(async () => {
    admin = await logIn('jira', 'admin');
    const tokens = await insertTokens('jira', [{ owner: bob }, { owner: bob }]);
    ids = tokens.map(({ id }) => id);
    await DB.prepare('UPDATE tokens SET expires_at = ?')
      .bind(Date.now() + dayMs)
      .run();
    if (name === 'a policy is changed') await setPolicy('jira', {});
    await DB.exec('DELETE FROM audit_events');
    before = await state();
  });

  const state = async () => {
    const tables = ['tokens', 'policies'].map((table) => DB.prepare(`SELECT * FROM ${table}`));
    return JSON.stringify((await DB.batch(tables)).map(({ results }) => results));
  };
  const make = ({ call: send }: Isolate) => {
    const [method, path, body] = call(ids);
    return send(method, `${jira}${api}${path}`, admin, body);
  };
  const trail = async () => (await auditTrail()).map(({ action }) => action);

  async function failing<T>(operation: string, table: string, work: () => Promise<T>): Promise<T> {
    await DB.prepare(
      `CREATE TRIGGER fails AFTER ${operation} ON ${table} BEGIN SELECT RAISE(ABORT, 'injected'); END`,
    ).run();
    try {
      return await work();
    } finally {
      await DB.prepare('DROP TRIGGER fails').run();
    }
  }

  it('exactly one event for each change is there', async () => {
    expect((await make(openIsolate())).status).toBeLessThan(300);
    expect(await trail()).toEqual(events);
    expect(await state()).not.toBe(before);
  });

  it.each([['INSERT', 'audit_events'] as const, ...writes])(
    'neither is there when the %s into %s fails, and both are the next time',
    async (operation, table) => {
      const isolate = openIsolate();
      const response = await failing(operation, table, () => make(isolate));
      expect(response.status).toBeGreaterThanOrEqual(500);
      expect(await response.text()).not.toContain('injected');
      expect([await state(), await trail()]).toEqual([before, []]);
      expect((await make(isolate)).status).toBeLessThan(300);
      expect(await trail()).toEqual(events);
    },
  );

  it('both are there when the answer of the database gets lost', async () => {
    const response = await make(openIsolate({ DB: losingAnswers }));
    expect(response.status).toBe(503);
    expect(await trail()).toEqual(events);
    expect(await state()).not.toBe(before);
  });
});

describe('what the audit says of a change', () => {
  it('is what was lost, for each deleted token, and by which deed', async () => {
    const admin = await logIn('jira', 'admin');
    const ends = Date.UTC(2099, 0, 2, 3, 4, 5, 6);
    const used = Date.UTC(2026, 5, 1, 0, 0, 0, 999);
    const [one, two, three] = await insertTokens('jira', [
      { scope: 'read', expiresAt: ends, lastUsedAt: used },
      { owner: bob, description: 'two' },
      { owner: bob, description: 'three' },
    ]);
    await DB.exec('DELETE FROM audit_events');
    const { call } = openIsolate();
    await call('DELETE', `${jira}${api}/tokens/${one?.id}`, admin);
    await call('POST', `${jira}${api}/manager/tokens/delete`, admin, {
      ids: [two?.id, three?.id, 'unknown', two?.id],
    });
    const createdAt = '2026-01-01T00:00:00.000Z';
    const never = { scope: 'write', createdAt, expiresAt: null, lastUsedAt: null };
    const told = (await auditTrail()).map((event) => [
      event.token_id,
      JSON.parse(event.details ?? ''),
    ]);
    expect(told.slice(0, 1)).toEqual([
      [
        one?.id,
        {
          reason: 'single',
          scope: 'read',
          createdAt,
          expiresAt: '2099-01-02T03:04:05.006Z',
          lastUsedAt: '2026-06-01T00:00:00.999Z',
        },
      ],
    ]);
    expect(Object.fromEntries(told.slice(1))).toEqual({
      [two?.id ?? '']: { reason: 'bulk', ...never },
      [three?.id ?? '']: { reason: 'bulk', ...never },
    });
  });

  it('is what was made, and what it was called before and after', async () => {
    const cookie = await logIn('jira', 'alice');
    const { create, call } = openIsolate();
    const ipRanges = ['10.0.0.0/8', '2001:db8::/32'];
    const { token } = await create(jira, cookie, { ipRanges, description: 'it\'s "one"' });
    await call('PATCH', `${jira}${api}/tokens/${token.id}`, cookie, { description: "'two'; --" });
    const trail = await auditTrail();
    expect(trail.map(({ details }) => JSON.parse(details ?? ''))).toEqual([
      { scope: 'write', expiresAt: token.expiresAt, ipRanges },
      { before: 'it\'s "one"', after: "'two'; --" },
    ]);
    expect(trail.map(({ description }) => description)).toEqual(['it\'s "one"', "'two'; --"]);
  });
});
