import * as v from 'valibot';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditAction, AuditEvent, auditActions } from '../../shared/contract/audit.ts';
import { AuditPage } from '../../shared/contract/audit-list.ts';
import { api, jira, openIsolate, setPolicy, testEnv } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { alice, bob, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';

const { DB } = testEnv;
let isolate: ReturnType<typeof openIsolate>;
let admin: string;
beforeEach(async () => {
  isolate = openIsolate();
  admin = await logIn('jira', 'admin');
});

type Query = Record<string, string | string[]>;

const urlOf = (query: Query, path = '/audit') => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) search.append(name, one);
  return `${jira}${api}${path}?${search}`;
};

async function page(query: Query = {}): Promise<AuditPage> {
  const response = await isolate.call('GET', urlOf(query), admin);
  expect(response.status).toBe(200);
  return v.parse(AuditPage, await response.json());
}

async function all(query: Query = {}): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const one: AuditPage = await page({ ...query, ...(cursor !== null && { cursor }) });
    // What the Worker says is what it says it does, without what readers of tomorrow's events take.
    events.push(...v.parse(v.array(AuditEvent), one.events));
    cursor = one.nextCursor;
  } while (cursor !== null);
  return events;
}

/** An event past all rules; its `request_id` is its name. */
async function insertEvent(name: string, columns: Record<string, string | number | null>) {
  const row = { id: crypto.randomUUID(), site: 'jira', request_id: name, ...columns };
  await DB.prepare(
    `INSERT INTO audit_events (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
  )
    .bind(...Object.values(row))
    .run();
}

describe('GET /audit', () => {
  it('tells everything that was done, the newest first, in the shapes of the contract', async () => {
    const cookie = await logIn('jira', 'alice');
    const { token } = await isolate.create(jira, cookie, { description: 'first' });
    const one = `${jira}${api}/tokens/${token.id}`;
    await isolate.call('PATCH', one, cookie, { description: 'second' });
    await isolate.call('GET', `${jira}${api}/manager/tokens`, cookie);
    await isolate.call('GET', `${jira}${api}/act-as/check`, admin);
    await isolate.call('DELETE', one, admin);
    const { events, nextCursor } = await page();
    expect(nextCursor).toBeNull();
    expect(events.map(({ action, actor }) => [action, actor?.displayName])).toEqual([
      ['token.deleted', 'Ada Admin'],
      ['act-as.checked', 'Ada Admin'],
      ['call.refused', alice.displayName],
      ['token.renamed', alice.displayName],
      ['token.created', alice.displayName],
    ]);
    const [deleted, , refused] = events;
    expect(deleted).toMatchObject({
      token: { id: token.id, description: 'second' },
      owner: alice,
      address: '203.0.113.9',
      details: { reason: 'single', scope: 'write' },
    });
    expect(refused).toMatchObject({
      token: null,
      owner: null,
      details: { method: 'GET', path: '/manager/tokens', needs: 'manageOthers', omitted: 0 },
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
    expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(5);
    const { events: again } = await page();
    expect(again).toEqual(events);
  });

  it('reads what the first versions wrote', async () => {
    await insertEvent('old', { at: 5, action: 'password.blocked', actor_name: 'alice' });
    await insertEvent('older', { at: 4, action: 'token.created', actor_key: 'k', actor_name: 'n' });
    await insertEvent('night', { at: 3, action: 'cleanup.run' });
    const { events } = await page();
    expect(events.map(({ actor, details }) => [actor, details])).toEqual([
      [{ key: null, name: 'alice', displayName: null }, null],
      [{ key: 'k', name: 'n', displayName: null }, null],
      [null, null],
    ]);
  });

  it('knows nothing of another site', async () => {
    await insertTokens('wiki', [{}]);
    expect(await all()).toEqual([]);
  });
});

describe('the filters of GET /audit', () => {
  const at = (minute: number) => Date.UTC(2026, 0, 1, 0, minute);
  const instant = (minute: number) => new Date(at(minute)).toISOString();

  /** Names say actor, owner, action and minute; two events of each minute share one instant. */
  const made: {
    name: string;
    actor: string;
    owner: string;
    action: AuditAction;
    minute: number;
  }[] = [];
  beforeAll(() => {
    const [actors, owners] = [
      ['A', 'B'],
      ['A', 'C'],
    ] as const;
    const actions: AuditAction[] = ['token.created', 'token.deleted', 'verification.passed'];
    for (let n = 0; n < 36; n++) {
      const actor = actors[n % 2] ?? '';
      const owner = owners[Math.floor(n / 2) % 2] ?? '';
      const action = actions[Math.floor(n / 4) % 3] ?? 'token.created';
      const minute = Math.floor(n / 2);
      made.push({
        name: `${actor}${owner} ${action} ${minute} ${n}`,
        actor,
        owner,
        action,
        minute,
      });
    }
  });
  beforeEach(async () => {
    for (const { name, actor, owner, action, minute } of made) {
      const token = {
        token_id: `t${owner}`,
        description: 'd',
        owner_key: owner,
        owner_name: owner,
      };
      const by = { actor_key: actor, actor_name: actor };
      await insertEvent(name, { at: at(minute), action, ...by, ...token });
    }
    await insertEvent('elsewhere', {
      at: at(1),
      action: 'token.created',
      actor_key: 'A',
      site: 'wiki',
    });
  });

  type Made = (typeof made)[number];
  it.each<[Query, (event: Made) => boolean]>([
    [{}, () => true],
    [{ actor: 'A' }, ({ actor }) => actor === 'A'],
    [{ actor: 'a' }, () => false],
    [{ actor: "A' OR '1'='1" }, () => false],
    [{ owner: 'C' }, ({ owner }) => owner === 'C'],
    [{ actor: 'B', owner: 'C' }, ({ actor, owner }) => actor === 'B' && owner === 'C'],
    [{ token: 'tA' }, ({ owner }) => owner === 'A'],
    [{ token: 'tA', actor: 'B' }, ({ actor, owner }) => owner === 'A' && actor === 'B'],
    [{ token: 'tA', owner: 'C' }, () => false],
    [{ action: 'token.deleted' }, ({ action }) => action === 'token.deleted'],
    [{ action: 'policy.changed' }, () => false],
    [
      { action: ['token.deleted', 'token.created', 'token.deleted'] },
      ({ action }) => action !== 'verification.passed',
    ],
    [
      { action: 'verification.passed', actor: 'A' },
      ({ action, actor }) => action === 'verification.passed' && actor === 'A',
    ],
    [{ from: instant(5) }, ({ minute }) => minute >= 5],
    [{ to: instant(5) }, ({ minute }) => minute < 5],
    [{ from: instant(5), to: instant(5) }, () => false],
    [{ from: instant(9), to: instant(5) }, () => false],
    [
      { from: instant(2), to: instant(9), owner: 'A', action: ['token.created', 'token.deleted'] },
      ({ minute, owner, action }) =>
        minute >= 2 && minute < 9 && owner === 'A' && action !== 'verification.passed',
    ],
  ])('%j finds what it says, in pages of any size', async (query, isMeant) => {
    const expected = made
      .filter(isMeant)
      .map(({ name }) => name)
      .reverse();
    for (const limit of ['1', '4', '100']) {
      const found = await all({ ...query, limit });
      expect(found.map(({ requestId }) => requestId)).toEqual(expected);
    }
  });

  it('is not disturbed by what comes in between', async () => {
    const first = await page({ limit: '3' });
    await insertEvent('new', { at: at(100), action: 'token.created' });
    const next = await page({ limit: '3', cursor: first.nextCursor ?? '' });
    const names = [...first.events, ...next.events].map(({ requestId }) => requestId);
    expect(names).toEqual(
      made
        .map(({ name }) => name)
        .reverse()
        .slice(0, 6),
    );
  });

  it.each<Query>([
    { action: 'token.nothing' },
    { action: 'constructor' },
    { action: Array(auditActions.length + 1).fill('token.created') },
    { actor: '' },
    { actor: ['A', 'B'] },
    { token: 'x'.repeat(65) },
    { from: 'yesterday' },
    { to: '2026-02-30T00:00:00Z' },
    { limit: '101' },
    { cursor: '' },
    { cursor: '1' },
    { cursor: 'a.b.c' },
    { cursor: 'A.B' },
    { cursor: `${'z'.repeat(11)}.1` },
    { cursor: ['1.1', '1.1'] },
    { sort: 'at' },
  ])('refuses %j', async (query) =>
    expect((await isolate.call('GET', urlOf(query), admin)).status).toBe(400),
  );

  it.each(['zzzzzzzzzz.zzzzzzzzzz', '0.0'])(
    'takes the cursor %s for what it says',
    async (cursor) => {
      expect((await page({ cursor })).events.length).toBe(cursor === '0.0' ? 0 : 36);
    },
  );
});

describe('GET /audit/export', () => {
  const text = async (query: Query) => {
    const response = await isolate.call('GET', urlOf(query, '/audit/export'), admin);
    expect(response.status).toBe(200);
    const body = new Uint8Array(await response.arrayBuffer());
    return {
      headers: response.headers,
      body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body),
    };
  };

  it('is the whole audit, a JSON object a line, as the pages have it', async () => {
    await setPolicy('jira', {});
    await insertTokens('jira', [{ owner: alice }, { owner: bob, description: 'line\u2028break' }]);
    const { headers, body } = await text({ format: 'ndjson' });
    expect(headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8');
    const day = new Date().toISOString().slice(0, 10);
    expect(headers.get('Content-Disposition')).toBe(
      `attachment; filename="postern-audit-jira-${day}.ndjson"`,
    );
    const lines = body.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual((await page()).events);
  });

  it('has the filters of the pages', async () => {
    await insertTokens('jira', [{ owner: alice }, { owner: bob }, { owner: bob }]);
    const { body } = await text({ format: 'ndjson', owner: bob.key, action: 'token.created' });
    expect(body.trim().split('\n')).toHaveLength(2);
    expect((await text({ format: 'ndjson', actor: 'nobody' })).body).toBe('');
  });

  it('is CSV that no spreadsheet takes for formulas', async () => {
    await insertTokens('jira', [
      { owner: carol, description: '=HYPERLINK("https://evil.example")' },
      { description: '+1' },
      { description: '-1,2' },
      { description: '@SUM(A1)' },
      { description: 'plain, "quoted"' },
    ]);
    const { headers, body } = await text({ format: 'csv' });
    expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = body.split('\r\n');
    expect(head).toBe(
      '\ufeffat,action,actorKey,actorName,actorDisplayName,tokenId,tokenDescription,ownerKey,ownerName,ownerDisplayName,address,userAgent,requestId,details,id',
    );
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(5);
    expect(lines[4]).toContain(`,"'=HYPERLINK(""https://evil.example"")",${carol.key},carol,`);
    expect(lines[3]).toContain(`,"'+1",`);
    expect(lines[2]).toContain(`,"'-1,2",`);
    expect(lines[1]).toContain(`,"'@SUM(A1)",`);
    expect(lines[0]).toContain(`,"plain, ""quoted""",`);
    expect(lines[0]).toContain(`"{""scope"":""write"",""expiresAt"":null,""ipRanges"":null}"`);
  });

  it('goes on page by page, as the client takes it', async () => {
    await DB.prepare(
      `INSERT INTO audit_events (id, site, at, action)
       WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1700)
       SELECT 'e' || value, 'jira', value, 'token.created' FROM n`,
    ).run();
    let pages = 0;
    const counting = new Proxy(DB, {
      get(target, name) {
        if (name !== 'prepare') return Reflect.get(target, name).bind(target);
        return (statement: string) => {
          if (statement.includes('from "audit_events"')) pages++;
          return target.prepare(statement);
        };
      },
    });
    const { call } = openIsolate({ DB: counting });
    const response = await call('GET', urlOf({ format: 'ndjson' }, '/audit/export'), admin);
    expect(pages).toBe(1);
    const ids = (await response.text())
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditEvent).id);
    expect(pages).toBe(4);
    expect(ids).toEqual(Array.from({ length: 1700 }, (_, n) => `e${1700 - n}`));
  });

  it('is refused in whole, or breaks off: no part is taken for the whole', async () => {
    await DB.prepare(
      `INSERT INTO audit_events (id, site, at, action)
       WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 600)
       SELECT 'e' || value, 'jira', value, 'token.created' FROM n`,
    ).run();
    const failingAt = (page: number) => {
      let pages = 0;
      return new Proxy(DB, {
        get(target, name) {
          if (name !== 'prepare') return Reflect.get(target, name).bind(target);
          return (statement: string) => {
            if (statement.includes('from "audit_events"') && ++pages === page)
              throw new Error('D1_ERROR: down');
            return target.prepare(statement);
          };
        },
      });
    };
    const url = urlOf({ format: 'csv' }, '/audit/export');
    expect((await openIsolate({ DB: failingAt(1) }).call('GET', url, admin)).status).toBe(503);
    const response = await openIsolate({ DB: failingAt(2) }).call('GET', url, admin);
    await expect(response.text()).rejects.toThrow();
  });

  it.each<Query>([
    {},
    { format: 'xlsx' },
    { format: 'csv', limit: '5' },
    { format: ['csv', 'csv'] },
  ])('refuses %j', async (query) =>
    expect((await isolate.call('GET', urlOf(query, '/audit/export'), admin)).status).toBe(400),
  );
});

describe('a storm of refused calls', () => {
  it('leaves one event a minute for a person and a call, and says how many it left out', async () => {
    const cookie = await logIn('jira', 'alice');
    for (let n = 0; n < 20; n++) await isolate.call('GET', `${jira}${api}/manager/tokens`, cookie);
    await isolate.call('GET', `${jira}${api}/policy`, cookie);
    const { events } = await page();
    expect(events.map(({ details }) => details)).toEqual([
      { method: 'GET', path: '/policy', needs: 'administer', omitted: 19 },
      { method: 'GET', path: '/manager/tokens', needs: 'manageOthers', omitted: 0 },
    ]);
  });

  it('is refused as ever where the audit cannot be written', async () => {
    const cookie = await logIn('jira', 'alice');
    await DB.exec(
      "CREATE TRIGGER fails BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    const response = await isolate.call('GET', `${jira}${api}/policy`, cookie);
    await DB.exec('DROP TRIGGER fails');
    expect(response.status).toBe(403);
  });
});
