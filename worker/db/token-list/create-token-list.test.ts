import { drizzle } from 'drizzle-orm/d1';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { effectiveExpiry } from '../../../shared/lifetime.ts';
import { testEnv } from '../../../tests/support/workerd/isolate.ts';
import { type Asked, recording, rowsReadBy } from '../../../tests/support/workerd/queries.ts';
import {
  alice,
  bob,
  carol,
  insertTokens,
  multiplyTokens,
} from '../../../tests/support/workerd/tokens.ts';
import { fold } from '../../domain/fold.ts';
import { sortKey } from '../../domain/sort-key.ts';
import type { Token } from '../../domain/token.ts';
import { formatCursor, toListing } from '../../domain/token-list.ts';
import { tokens } from '../schema.ts';
import { tokenOf } from '../token-row.ts';
import { createTokenList, listLimits } from './create-token-list.ts';

type Query = Parameters<typeof toListing>[0];

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const toInstant = (days: number) => new Date(start + days * day).toISOString();
const many = 1200;

/** Small enough for pages that end early, and for totals that are a lower bound. */
const smallLimits = { candidates: 25, rows: 400, total: 150 };

/** Many ties in each sort field; several tokens within one second and one millisecond; another site with the same texts. */
async function insertManyTokens() {
  const description = "CASE WHEN i % 113 = 0 THEN 'a rare one' ELSE 'a test ' || (i * 31 % 40) END";
  const changes = {
    owner_key: `CASE WHEN i % 97 = 0 THEN '${bob.key}' WHEN i % 3 = 0 THEN '${carol.key}' ELSE owner_key END`,
    owner_gone_at: 'CASE WHEN i % 97 = 0 OR i % 31 = 0 THEN 1 END',
    owner_display_name: 'char(97 + i * 7 % 26)',
    owner_folded: 'char(97 + i * 7 % 26)',
    description,
    description_folded: description,
    created_at: `${start} + (i * 7 % ${many} / 4) * 400`,
    last_used_at: `CASE WHEN i % 4 = 0 THEN 0 ELSE ${start} + (i * 37 % 50) * ${day} END`,
    expires_at: `CASE WHEN i % 5 = 0 THEN expires_at ELSE ${start} + (i * 53 % 60) * ${day} END`,
  };
  await insertTokens('wiki', [{}]);
  await multiplyTokens(many / 4, changes);
  await insertTokens('jira', [{ createdAt: start }]);
  await multiplyTokens(many, changes);
}

/** All tokens that the query asks for, by a look at each of them. */
async function listNaively(query: Query, maxLifetimeDays: number | null): Promise<string[]> {
  const rows = await drizzle(testEnv.DB).select().from(tokens);
  const isWithin = (value: number | null, from?: string, to?: string, never?: 'never') => {
    const isAnyFilter = from !== undefined || to !== undefined || never !== undefined;
    if (value === null) return never !== undefined || !isAnyFilter;
    if (from === undefined && to === undefined) return never === undefined;
    return (
      value >= Date.parse(from ?? toInstant(-9999)) && value < Date.parse(to ?? toInstant(9999))
    );
  };
  const matches = (token: Token) =>
    (query.owner.length === 0 || query.owner.includes(token.owner.key)) &&
    (query.ownerGone === undefined || token.ownerGoneAt !== null) &&
    fold(token.description).includes(fold(query.q ?? '')) &&
    isWithin(token.createdAt, query.createdFrom, query.createdTo) &&
    isWithin(token.lastUsedAt, query.lastUsedFrom, query.lastUsedTo, query.lastUsed) &&
    isWithin(
      effectiveExpiry(token, maxLifetimeDays),
      query.expiresFrom,
      query.expiresTo,
      query.expires,
    );
  const sortValue = (token: Token) =>
    ({
      created: token.createdAt,
      lastUsed: token.lastUsedAt ?? 0,
      expires: token.expiresAt ?? Number.MAX_SAFE_INTEGER,
      description: fold(token.description),
      owner: sortKey(token.owner.displayName),
    })[query.sort];
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  const sign = query.order === 'asc' ? 1 : -1;
  return rows
    .filter(({ site }) => site === 'jira')
    .map((row) => ({ seq: row.seq, token: tokenOf(row) }))
    .filter(({ token }) => matches(token))
    .sort((a, b) => sign * (compare(sortValue(a.token), sortValue(b.token)) || a.seq - b.seq))
    .map(({ token }) => token.id);
}

async function readPage(query: Query, limits = listLimits, maxLifetimeDays: number | null = null) {
  const asked: Asked[] = [];
  const list = createTokenList(drizzle(recording(asked)), 'jira', limits);
  const page = await list(toListing(query, maxLifetimeDays) ?? expect.fail());
  const reads = await Promise.all(asked.map(rowsReadBy));
  return { ...page, read: reads.reduce((sum, one) => sum + one, 0) };
}

/** All pages, each within its row budget. */
async function readPages(query: Query, limits = listLimits, maxLifetimeDays: number | null = null) {
  const pages = [];
  let cursor: string | undefined;
  do {
    const page = await readPage({ ...query, ...(cursor && { cursor }) }, limits, maxLifetimeDays);
    expect(page.read).toBeLessThanOrEqual(
      limits.rows + 3 * query.limit + 8 * query.owner.length + 10,
    );
    expect(page.tokens.length).toBeLessThanOrEqual(query.limit);
    pages.push(page);
    const next = page.next && formatCursor(page.next, query);
    expect(next).not.toBe(cursor ?? '');
    cursor = next;
  } while (cursor);
  return pages;
}

const sorts = ['created', 'lastUsed', 'expires', 'description', 'owner'] as const;
const days = fc.option(fc.integer({ min: -5, max: 65 }).map(toInstant), { nil: undefined });
const never = fc.option(fc.constant('never' as const), { nil: undefined, freq: 2 });
const moments = fc.option(
  fc.integer({ min: 0, max: many / 4 }).map((i) => new Date(start + i * 400).toISOString()),
  { nil: undefined },
);
const queries = fc
  .record({
    q: fc.constantFrom(undefined, undefined, 'rare', 'test', 'est 7', 'A', 'e', 'no such text'),
    owner: fc.constantFrom([], [], [alice.key], [bob.key], [bob.key, carol.key]),
    ownerGone: fc.constantFrom(undefined, undefined, 'yes' as const),
    createdFrom: moments,
    createdTo: moments,
    lastUsedFrom: days,
    lastUsedTo: days,
    lastUsed: never,
    expiresFrom: days,
    expiresTo: days,
    expires: never,
    sort: fc.constantFrom(...sorts),
    order: fc.constantFrom('asc', 'desc'),
    limit: fc.constantFrom(7, 50, 100),
  })
  .map((fields) => {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given) as unknown as Query;
  });
const lifetimes = fc.constantFrom(null, null, 20);

describe('the token list', () => {
  beforeEach(insertManyTokens);

  it.each([
    ['small limits', smallLimits],
    ['the limits of production', listLimits],
  ])(
    'has each token once, in order and with its total, within the row budget (%s)',
    async (_, limits) => {
      await fc.assert(
        fc.asyncProperty(queries, lifetimes, async (query, maxLifetimeDays) => {
          const pages = await readPages(query, limits, maxLifetimeDays);
          const expected = await listNaively(query, maxLifetimeDays);
          expect(pages.flatMap(({ tokens }) => tokens.map(({ id }) => id))).toEqual(expected);

          const [first, ...others] = pages;
          const count = Math.min(expected.length, limits.total);
          const total = { count, isExact: expected.length <= limits.total };
          const mayBeAbsent = limits === smallLimits && first?.next !== undefined;
          expect([total, ...(mayBeAbsent ? [undefined] : [])]).toContainEqual(first?.total);
          expect(others.filter(({ total }) => total)).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );

  it.each(sorts)('reads little more than the page if nothing is filtered (by %s)', async (sort) => {
    for (const order of ['asc', 'desc'] as const) {
      const [, ...others] = await readPages({ owner: [], sort, order, limit: 50 });
      for (const { read } of others) expect(read).toBeLessThan(250);
    }
  });

  it.each(sorts)(
    'reads the candidates only if a filter leaves few tokens (by %s)',
    async (sort) => {
      const [other] = await insertTokens('jira', [
        { owner: bob, description: 'unique', ownerGoneAt: 1 },
      ]);
      await testEnv.DB.prepare("UPDATE tokens SET owner_key = 'other' WHERE id = ?")
        .bind(other?.id)
        .run();
      const filters = [{ q: 'UNIQUE' }, { owner: ['other'] }, { owner: ['other', 'nobody'] }];
      const range = { createdFrom: toInstant(-9), lastUsed: 'never', expires: 'never' } as const;
      for (const filter of filters) {
        for (const more of [{}, range]) {
          const query = { owner: [], sort, order: 'desc', limit: 50, ...filter, ...more } as const;
          const page = await readPage({ ...query, owner: [...query.owner] });
          expect(page.tokens.map(({ id }) => id)).toEqual([other?.id]);
          expect(page.total).toEqual({ count: 1, isExact: true });
          expect(page.read).toBeLessThan(50);
        }
      }
    },
  );

  it('ends a page early and without a total if the row budget runs out', async () => {
    const query: Query = { q: 'zz', owner: [], sort: 'created', order: 'desc', limit: 50 };
    const pages = await readPages(query, smallLimits);
    expect(pages).toHaveLength(Math.ceil((many + 1) / (0.75 * smallLimits.rows)));
    expect(pages[0]).toMatchObject({ tokens: [], total: undefined });
  });

  it('counts exactly up to the limit, and says that there are more beyond it', async () => {
    const query: Query = { owner: [], sort: 'created', order: 'desc', limit: 50 };
    const exact = await readPage(query, { ...listLimits, total: many + 1 });
    expect(exact.total).toEqual({ count: many + 1, isExact: true });
    const bound = await readPage(query, { ...listLimits, total: many });
    expect(bound.total).toEqual({ count: many, isExact: false });
  });

  it.each([
    { sort: 'created', order: 'asc', createdFrom: toInstant(-1) },
    { sort: 'created', order: 'desc', createdTo: toInstant(9) },
    { sort: 'created', order: 'asc', createdFrom: toInstant(-1), owner: [alice.key] },
    { sort: 'lastUsed', order: 'asc', lastUsedFrom: toInstant(-1) },
    { sort: 'lastUsed', order: 'desc', lastUsedTo: toInstant(99) },
    { sort: 'expires', order: 'asc', expiresFrom: toInstant(-1) },
    { sort: 'expires', order: 'desc', expiresTo: toInstant(99) },
  ] as const)('reads no more for page 20 than for page 2: %j', async (given) => {
    const pages = await readPages({ owner: [], limit: 7, ...given } as unknown as Query);
    const reads = pages.slice(1, 20).map(({ read }) => read);
    expect(Math.max(...reads.slice(10))).toBeLessThanOrEqual(2 * Math.max(...reads.slice(0, 3)));
  });
});
