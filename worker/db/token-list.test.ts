import { drizzle } from 'drizzle-orm/d1';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { type Asked, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import { alice, bob, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { Token } from '../domain/token.ts';
import { formatCursor, listingOf } from '../domain/token-list.ts';
import { createTokenStore } from './tokens.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const at = (days: number) => new Date(start + days * day).toISOString();
const many = 1200;

type Query = Parameters<typeof listingOf>[0];

/** One page, with what its statements read. */
async function pageOf(query: Query) {
  const asked: Asked[] = [];
  const store = createTokenStore(drizzle(recording(asked)), 'jira', Date.now);
  const { tokens, next } = await store.list(listingOf(query, null) ?? expect.fail());
  const reads = await Promise.all(asked.map(rowsReadBy));
  return { tokens, next, read: reads.reduce((sum, one) => sum + one, 0) };
}

/** All pages: none reads more than it may, and none leaves the next one where it began. */
async function walk(query: Query): Promise<Token[]> {
  const all: Token[] = [];
  for (let cursor: string | undefined, pages = 0; ; pages++) {
    expect(pages).toBeLessThan(many);
    const { tokens, next, read } = await pageOf({ ...query, ...(cursor && { cursor }) });
    expect(read).toBeLessThanOrEqual(20 * query.limit);
    expect(tokens.length).toBeLessThanOrEqual(query.limit);
    all.push(...tokens);
    if (!next) return all;
    expect(formatCursor(next, query)).not.toBe(cursor);
    cursor = formatCursor(next, query);
  }
}

/** The same by looking at every token. */
async function lookedFor(query: Query): Promise<string[]> {
  const { results } = await testEnv.DB.prepare("SELECT * FROM tokens WHERE site = 'jira'").all<
    Record<string, string & number>
  >();
  const within = (value: number, none: number, from?: string, to?: string, never?: string) => {
    if (value === none) return never !== undefined || (from === undefined && to === undefined);
    if (from === undefined && to === undefined) return never === undefined;
    return value >= Date.parse(from ?? at(-9999)) && value < Date.parse(to ?? at(9999));
  };
  const column = {
    created: 'created_at',
    lastUsed: 'last_used_at',
    expires: 'expires_at',
    description: 'description_folded',
    owner: 'owner_folded',
  }[query.sort];
  const turn = query.order === 'asc' ? 1 : -1;
  return results
    .filter(
      (row) =>
        (query.owner.length === 0 || query.owner.includes(row.owner_key ?? '')) &&
        String(row.description).includes(query.q ?? '') &&
        within(row.created_at ?? 0, -1, query.createdFrom, query.createdTo) &&
        within(row.last_used_at ?? 0, 0, query.lastUsedFrom, query.lastUsedTo, query.lastUsed) &&
        within(row.expires_at ?? 0, 8.64e15, query.expiresFrom, query.expiresTo, query.expires),
    )
    .sort((a, b) => {
      const [one = 0, other = 0] = [a[column], b[column]];
      return turn * (one < other ? -1 : one > other ? 1 : (a.seq ?? 0) - (b.seq ?? 0));
    })
    .map((row) => row.id ?? '');
}

describe('every list', () => {
  beforeEach(async () => {
    const [first] = await insertTokens('jira', [{ createdAt: start }]);
    await insertTokens('wiki', [{ description: 'a rare test elsewhere' }]);
    const { results } = await testEnv.DB.prepare('PRAGMA table_info(tokens)').all<{
      name: string;
    }>();
    const changes: Record<string, string> = {
      id: 'lower(hex(randomblob(16)))',
      hash: 'lower(hex(randomblob(32)))',
      owner_key: `CASE WHEN i % 97 = 0 THEN '${bob.key}' WHEN i % 3 = 0 THEN '${carol.key}' ELSE owner_key END`,
      owner_folded: 'char(97 + i * 7 % 26)',
      description_folded:
        "CASE WHEN i % 113 = 0 THEN 'a rare one' ELSE 'a test ' || (i * 31 % 40) END",
      description: "CASE WHEN i % 113 = 0 THEN 'a rare one' ELSE 'a test ' || (i * 31 % 40) END",
      // Several within one second, and some within one millisecond.
      created_at: `created_at + (i / 4) * 400`,
      last_used_at: `CASE WHEN i % 4 = 0 THEN 0 ELSE created_at + (i * 37 % 50) * ${day} END`,
      expires_at: `CASE WHEN i % 5 = 0 THEN expires_at ELSE created_at + (i * 53 % 60) * ${day} END`,
    };
    const columns = results.map(({ name }) => name).filter((name) => name !== 'seq');
    await testEnv.DB.prepare(
      `INSERT INTO tokens (${columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       SELECT ${columns.map((name) => changes[name] ?? name)} FROM n, tokens WHERE id = ?`,
    )
      .bind(many, first?.id ?? expect.fail())
      .run();
  });

  const days = fc.option(fc.integer({ min: -5, max: 65 }).map(at), { nil: undefined });
  const never = fc.option(fc.constant('never' as const), { nil: undefined, freq: 2 });
  const moments = fc.option(
    fc.integer({ min: 0, max: many / 4 }).map((i) => new Date(start + i * 400).toISOString()),
    { nil: undefined },
  );
  const queries = fc.record({
    q: fc.constantFrom(undefined, 'rare', 'test', 'est 7', 'a', 'e', 'no such text'),
    owner: fc.constantFrom([], [alice.key], [bob.key], [bob.key, carol.key]),
    createdFrom: moments,
    createdTo: moments,
    lastUsedFrom: days,
    lastUsedTo: days,
    lastUsed: never,
    expiresFrom: days,
    expiresTo: days,
    expires: never,
    sort: fc.constantFrom('created', 'lastUsed', 'expires', 'description', 'owner'),
    order: fc.constantFrom('asc', 'desc'),
    limit: fc.constantFrom(7, 50, 100),
  });

  it('has each token once, in order, and each page reads at most twenty rows for each it may show', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (wish) => {
        const given = Object.entries(wish).filter(([, value]) => value !== undefined);
        const query = Object.fromEntries(given) as unknown as Query;
        expect((await walk(query)).map(({ id }) => id)).toEqual(await lookedFor(query));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it.each([
    { sort: 'created', order: 'asc', createdFrom: at(-1) },
    { sort: 'created', order: 'desc', createdTo: at(9) },
    { sort: 'created', order: 'asc', createdFrom: at(-1), owner: [alice.key] },
    { sort: 'created', order: 'asc', createdFrom: at(-1), q: 'test' },
    { sort: 'created', order: 'desc', createdTo: at(9), q: 'test' },
    { sort: 'lastUsed', order: 'asc', lastUsedFrom: at(-1) },
    { sort: 'lastUsed', order: 'desc', lastUsedTo: at(99) },
    { sort: 'expires', order: 'asc', expiresFrom: at(-1) },
    { sort: 'expires', order: 'desc', expiresTo: at(99) },
  ] as const)('costs no more on the last page than on the first ones: %j', async (given) => {
    const query = { owner: [], limit: 7, ...given } as unknown as Query;
    const reads: number[] = [];
    for (let cursor: string | undefined, page = 0; page < 20; page++) {
      const { next, read } = await pageOf({ ...query, ...(cursor && { cursor }) });
      reads.push(read);
      cursor = formatCursor(next ?? expect.fail(), query);
    }
    expect(Math.max(...reads.slice(10))).toBeLessThanOrEqual(2 * Math.max(...reads.slice(0, 4)));
  });
});
