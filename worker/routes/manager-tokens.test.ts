import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenPage, Token as TokenView } from '../../shared/contract/token.ts';
import {
  api,
  basic,
  jira,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { alice, auditTrail, bob, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { Token } from '../domain/token.ts';

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate();
  await setPolicy('jira', { manageGroups: ['token-managers'] });
  cookie = await logIn('jira', 'bob');
});

type Query = Record<string, string | readonly string[]>;

function get(query: Query): Promise<Response> {
  const parameters = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  return isolate.call(
    'GET',
    `${jira}${api}/manager/tokens?${new URLSearchParams(parameters)}`,
    cookie,
  );
}

async function page(query: Query): Promise<TokenPage> {
  const response = await get(query);
  expect(response.status).toBe(200);
  return response.json();
}

async function found(query: Query): Promise<string[]> {
  return (await page({ limit: '100', ...query })).tokens
    .map(({ description }) => description)
    .sort();
}

/** Every page, one after the other. */
async function walk(query: Query): Promise<TokenView[]> {
  const all: TokenView[] = [];
  let cursor: string | null = null;
  do {
    const next: Awaited<ReturnType<typeof page>> = await page({
      ...query,
      ...(cursor && { cursor }),
    });
    all.push(...next.tokens);
    cursor = next.nextCursor;
    expect(all.length).toBeLessThan(1000);
  } while (cursor);
  return all;
}

const at = (day: number) => Date.UTC(2027, 0, day);
const iso = (day: number) => new Date(at(day)).toISOString();

it('answers the total with the first page, and not with a later one', async () => {
  await insertTokens('jira', [{ owner: alice }, { owner: carol }, { owner: carol }]);
  await insertTokens('wiki', [{ owner: carol }]);
  const first = await page({ owner: carol.key, limit: '1' });
  expect(first.total).toEqual({ count: 2, isExact: true });
  const second = await page({ owner: carol.key, limit: '1', cursor: first.nextCursor ?? '' });
  expect(second).not.toHaveProperty('total');
});

describe('filters', () => {
  beforeEach(async () => {
    await setPolicy('jira', { manageGroups: ['token-managers'], maxLifetimeDays: null });
    await insertTokens('jira', [
      { description: 'a', owner: alice, createdAt: at(1), lastUsedAt: at(11), expiresAt: at(21) },
      { description: 'b', owner: bob, createdAt: at(2), lastUsedAt: at(12), expiresAt: at(22) },
      { description: 'c', owner: carol, createdAt: at(3), lastUsedAt: null, expiresAt: at(23) },
      { description: 'd', owner: carol, createdAt: at(4), lastUsedAt: at(14), expiresAt: null },
    ]);
    await insertTokens('wiki', [{ description: 'elsewhere', owner: carol }]);
  });

  it.each<[Query, string]>([
    [{}, 'abcd'],
    [{ owner: alice.key }, 'a'],
    [{ owner: [alice.key, carol.key] }, 'acd'],
    [{ owner: 'nobody' }, ''],
    [{ owner: `${alice.key}' OR '1'='1` }, ''],
    [{ createdFrom: iso(2) }, 'bcd'],
    [{ createdTo: iso(2) }, 'a'],
    [{ createdFrom: iso(2), createdTo: iso(4) }, 'bc'],
    [{ createdFrom: iso(4), createdTo: iso(2) }, ''],
    [{ lastUsedFrom: iso(12) }, 'bd'],
    [{ lastUsedTo: iso(12) }, 'a'],
    [{ lastUsed: 'never' }, 'c'],
    [{ lastUsed: 'never', lastUsedTo: iso(12) }, 'ac'],
    [{ lastUsed: 'never', lastUsedFrom: iso(12) }, 'bcd'],
    [{ expiresFrom: iso(22) }, 'bc'],
    [{ expiresTo: iso(22) }, 'a'],
    [{ expires: 'never' }, 'd'],
    [{ expires: 'never', expiresFrom: iso(23) }, 'cd'],
    [{ expires: 'never', lastUsedFrom: iso(14), owner: carol.key, q: 'D' }, 'd'],
    [{ createdFrom: '0000-01-01T00:00:00Z', createdTo: '9999-12-31T23:59:59.999Z' }, 'abcd'],
  ])('%j finds %j', async (query, expected) => {
    expect((await found(query)).join('')).toBe(expected);
  });

  it.each<[Query, string]>([
    [{ expiresTo: iso(12) }, 'a'],
    [{ expiresTo: iso(13) }, 'ab'],
    [{ expiresFrom: iso(13) }, 'cd'],
    [{ expiresFrom: iso(12), expiresTo: iso(14) }, 'bc'],
    [{ expires: 'never' }, ''],
    [{ expires: 'never', expiresFrom: iso(14) }, 'd'],
  ])('%j finds %j where the policy ends tokens after 10 days', async (query, expected) => {
    await setPolicy('jira', { manageGroups: ['token-managers'], maxLifetimeDays: 10 });
    expect((await found(query)).join('')).toBe(expected);
    const [from, to] = [query.expiresFrom ?? '', query.expiresTo ?? '~'].map(String) as [
      string,
      string,
    ];
    for (const { expiresAt } of (await page(query)).tokens) {
      expect(String(expiresAt) >= from && String(expiresAt) < to).toBe(true);
    }
  });

  it.each<Query>([
    { sort: 'hash' },
    { sort: 'created', order: 'up' },
    { limit: '0' },
    { limit: '101' },
    { limit: '10; DROP TABLE tokens' },
    { createdFrom: 'yesterday' },
    { createdTo: '2027-02-30T00:00:00Z' },
    { lastUsed: 'sometimes' },
    { cursor: 'x' },
    { cursor: btoa('["created","desc","1 OR 1=1",1]') },
    { cursor: btoa('["owner","desc","x",1]') },
    { q: 'x'.repeat(201) },
    { owner: Array(51).fill('x') },
    { sort: ['created', 'owner'] },
    { q: ['a', 'b'] },
  ])('%j is refused', async (query) => {
    expect((await get(query)).status).toBe(400);
  });
});

describe('search', () => {
  const descriptions = [
    'CI: deploy 100% of it',
    'CI_underscore',
    'say "hello" AND NEAR(you)',
    "Robert'); DROP TABLE tokens;--",
    'stars ** and (brackets) [x] {y} ^z',
    'back\\slash',
    '李雷的脚本',
    'Ångström',
    'ΟΔΥΣΣΕΥΣ ΠΑΙΔΕΣ',
    'Straßenkarte',
    'İSTANBUL köprü',
    'ПРИВЕТ мир',
    '👩‍💻 deploys',
    'ＦＵＬＬ width',
  ];
  beforeEach(async () => {
    await insertTokens(
      'jira',
      descriptions.map((description) => ({ description })),
    );
  });

  const hits = (...indexes: number[]) => indexes.map((i) => descriptions[i]).sort();

  it.each<[string, number[]]>([
    ['%', [0]],
    ['100%', [0]],
    ['_', [1]],
    ['I_u', [1]],
    ['"', [2]],
    ['"hello"', [2]],
    ['""', []],
    ['AND', [2, 4]],
    ['and near(', [2]],
    ['NEAR(', [2]],
    ['OR', [1]],
    ['*', [4]],
    ['**', [4]],
    ['dep*', []],
    ["'); DROP TABLE", [3]],
    ["'", [3]],
    ['(brackets) [x] {y} ^z', [4]],
    ['description_folded : x', []],
    ['-ci', []],
    ['\\', [5]],
    ['k\\s', [5]],
    ['李', [6]],
    ['雷的', [6]],
    ['李雷的', [6]],
    ['脚本x', []],
    ['å', [7]],
    ['ÅNGSTRÖM', [7]],
    ['ngstro\u0308m', [7]],
    ['angstrom', []],
    ['οδυσσευσ', [8]],
    ['Οδυσσευς', [8]],
    ['σ', [8]],
    ['ς π', [8]],
    ['STRASSEN', [9]],
    ['straßen', [9]],
    ['ß', [9]],
    ['istanbul', [10]],
    ['İstanbul', [10]],
    ['KÖPRÜ', [10]],
    ['привет МИР', [11]],
    ['👩‍💻', [12]],
    ['💻', [12]],
    ['full', [13]],
    ['ｆｕｌｌ', [13]],
    ['c', [0, 1, 4, 5]],
    ['ci', [0, 1]],
    ['ci:', [0]],
    ['  ci:  ', [0]],
    [`${'x'.repeat(199)}`, []],
    ['漢'.repeat(200), []],
    ['a\u0000b', []],
    ['ci:\u0000', []],
    ['\u0000', []],
    ['\ud800', []],
  ])('%j is literal text', async (q, indexes) => {
    expect(await found({ q })).toEqual(hits(...indexes));
  });

  it('of nothing finds everything', async () => {
    expect(await found({ q: '' })).toHaveLength(descriptions.length);
    expect(await found({ q: '   ' })).toHaveLength(descriptions.length);
  });

  it('finds every description by each of its pieces, in any letter case', async () => {
    for (const description of descriptions) {
      const characters = [...description];
      for (const [from, length] of [
        [0, 1],
        [1, 2],
        [0, 3],
        [2, 5],
        [0, characters.length],
      ] as const) {
        const piece = characters.slice(from, from + length).join('');
        if (piece.trim() === '') continue;
        for (const q of [piece, piece.toUpperCase(), piece.toLowerCase()])
          expect(await found({ q }), JSON.stringify(q)).toContain(description);
      }
    }
  }, 60_000);

  it('finds those of owners who are gone, alone and with the other filters', async () => {
    const gone = { ownerGoneAt: at(15) };
    await insertTokens('jira', [
      { description: 'left', owner: alice, ...gone },
      { description: 'gone', owner: carol, ...gone },
      { description: 'here', owner: bob },
    ]);
    await insertTokens('wiki', [{ description: 'elsewhere', owner: carol, ...gone }]);
    expect(await found({ ownerGone: 'yes' })).toEqual(['gone', 'left']);
    expect(await found({ ownerGone: 'yes', owner: [bob.key, carol.key] })).toEqual(['gone']);
    expect(await found({ ownerGone: 'yes', q: 'LEF' })).toEqual(['left']);
    expect((await get({ ownerGone: 'no' })).status).toBe(400);
  });

  it('finds no token of another site, and none that is deleted', async () => {
    await insertTokens('wiki', [{ description: 'secret plans' }]);
    expect(await found({ q: 'secret plans' })).toEqual([]);
    await testEnv.DB.exec("DELETE FROM tokens WHERE description LIKE 'CI%'");
    expect(await found({ q: 'deploy 100' })).toEqual([]);
  });
});

describe('sorting and pages', () => {
  const owners = [alice, bob, carol, { key: 'k', name: 'zoe', displayName: 'Ångela' }];

  /** Many ties in every column, and tokens without one or the other instant. */
  const wishes = Array.from(
    { length: 47 },
    (_, i): Partial<Token> => ({
      description: `${['Zebra', 'apple', 'Äpfel', 'apple', '李'][i % 5]}`,
      owner: owners[i % 4] ?? alice,
      createdAt: at(1 + (i % 3)),
      lastUsedAt: i % 4 === 0 ? null : at(1 + (i % 5)),
      expiresAt: i % 3 === 0 ? null : at(10 + (i % 6)),
    }),
  );

  const valueBy: Record<string, (token: TokenView) => string | number> = {
    created: (token) => Date.parse(token.createdAt),
    lastUsed: (token) => (token.lastUsedAt === null ? 0 : Date.parse(token.lastUsedAt)),
    expires: (token) =>
      token.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(token.expiresAt),
    description: (token) => token.description.toLowerCase(),
    // As people look them up: an accent puts nobody behind Z.
    owner: (token) =>
      'Alice Ångström, Ångela, Bob Manager, Çarol'.indexOf(token.owner.displayName.slice(0, 5)),
  };

  const cases = Object.keys(valueBy).flatMap((sort) =>
    ['asc', 'desc'].map((order) => [sort, order] as const),
  );

  it.each(cases)(
    'by %s %s: each token once, in order, whatever the size of the page',
    async (sort, order) => {
      const inserted = await insertTokens('jira', wishes);
      const value = valueBy[sort] ?? expect.fail();
      const whole = await walk({ sort, order, limit: '100' });
      for (const limit of ['5', '46', '47'])
        expect(await walk({ sort, order, limit })).toEqual(whole);
      expect(whole.map(({ id }) => id).sort()).toEqual(inserted.map(({ id }) => id).sort());
      const values = whole.map(value);
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(values).toEqual(order === 'asc' ? sorted : sorted.reverse());
    },
  );

  it('walk on with the filters', async () => {
    const inserted = await insertTokens('jira', wishes);
    const query = { q: 'APPLE', owner: [alice.key, bob.key], sort: 'lastUsed', limit: '2' };
    const expected = inserted.filter(
      ({ description, owner }) =>
        description === 'apple' && [alice, bob].includes(owner as typeof alice),
    );
    expect((await walk(query)).map(({ id }) => id).sort()).toEqual(
      expected.map(({ id }) => id).sort(),
    );
  });

  it('neither repeat nor leave out a token when others come and go between pages', async () => {
    const inserted = await insertTokens('jira', wishes);
    const first = await page({ sort: 'created', order: 'desc', limit: '10' });
    await insertTokens('jira', [{ description: 'newer', createdAt: at(30) }]);
    await testEnv.DB.prepare('DELETE FROM tokens WHERE id = ?').bind(first.tokens[9]?.id).run();
    let cursor = first.nextCursor;
    const rest: TokenView[] = [];
    while (cursor) {
      const next = await page({ sort: 'created', order: 'desc', limit: '10', cursor });
      rest.push(...next.tokens);
      cursor = next.nextCursor;
    }
    const ids = [...first.tokens, ...rest].map(({ id }) => id);
    expect(new Set(ids).size).toBe(inserted.length);
    expect(ids).toHaveLength(inserted.length);
  });

  it('take a cursor with any text in it', async () => {
    await insertTokens('jira', wishes.slice(0, 3));
    for (const value of ['\u0000', '\ud800', "' OR 1=1 --", '😀'.repeat(200)]) {
      const bytes = new TextEncoder().encode(JSON.stringify(['description', 'asc', value, -1]));
      const cursor = btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-')
        .replaceAll('/', '_');
      expect((await get({ sort: 'description', order: 'asc', cursor })).status).toBe(200);
    }
  });
});

describe('POST /manager/tokens/delete', () => {
  const remove = (ids: unknown) =>
    isolate.call('POST', `${jira}${api}/manager/tokens/delete`, cookie, { ids });

  it('deletes what is there, once, with one event each', async () => {
    const [one, two] = await insertTokens('jira', [{ owner: alice }, { owner: carol }]);
    const [elsewhere] = await insertTokens('wiki', [{}]);
    const ids = [one?.id, two?.id, one?.id, elsewhere?.id, 'nothing', "' OR 1=1", '%', '\u0000'];
    expect(await (await remove(ids)).json()).toEqual({ deleted: 2, leftAtOrigin: 0 });
    expect(await (await remove(ids)).json()).toEqual({ deleted: 0, leftAtOrigin: 0 });
    const deleted = (await auditTrail()).filter(({ action }) => action === 'token.deleted');
    expect(deleted.map(({ token_id }) => token_id).sort()).toEqual([one?.id, two?.id].sort());
    expect(deleted.every(({ actor_key, site }) => actor_key === bob.key && site === 'jira')).toBe(
      true,
    );
    const left = await testEnv.DB.prepare('SELECT id FROM tokens').all<{ id: string }>();
    expect(left.results).toEqual([{ id: elsewhere?.id }]);
  });

  it('deletes a hundred at once', async () => {
    const inserted = await insertTokens(
      'jira',
      Array.from({ length: 100 }, () => ({})),
    );
    expect(await (await remove(inserted.map(({ id }) => id))).json()).toEqual({
      deleted: 100,
      leftAtOrigin: 0,
    });
  });

  it('is felt by this isolate at once', async () => {
    const { token, secret } = await isolate.create(jira, await logIn('jira', 'alice'));
    const read = () =>
      isolate.fetch(`${jira}/rest/playground/echo`, {
        headers: { Authorization: basic('alice', secret) },
      });
    expect((await read()).status).toBe(200);
    await remove([token.id]);
    expect((await read()).status).toBe(401);
  });

  it('refuses wrong lists', async () => {
    for (const ids of [[], Array(101).fill('x'), 'x', [7], [null], { length: 1 }])
      expect((await remove(ids)).status).toBe(400);
  });
});
