import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Position, SortField, TokenListing } from '../domain/token-list.ts';
import { tokens } from './schema.ts';
import { boundsOf } from './token-filters.ts';
import type { Row } from './token-row.ts';
import { foundBy, phraseOf, placeOf, placesWithin, seqMask, tokenPlace } from './token-search.ts';

interface Part {
  /** The next `count` rows, all columns, in order. */
  next(count: number): SQL;
  /** Where the last of those lies, as `value` and `seq`; no row where there are fewer. */
  boundary(count: number): SQL;
}

/** A way through tokens in the order of the list, by an index that has it. */
export interface Walk {
  /** Filters that this way keeps by itself; the others are asked of each row. */
  keeps: readonly (keyof TokenListing)[];
  /** Of those, the ones that all of its rows pass. */
  keepsAll: readonly string[];
  /** Rows that are read for each it looks at, as D1 counts them. */
  cost: number;
  /**
   * One after the other. Behind a position there are two, what shares its value and what comes after: SQLite would begin where
   * the value does, and hundreds of thousands may share it.
   */
  parts: Part[];
  /** Of any row: that it comes behind the position. */
  isBehind: SQL | undefined;
  orderBy: SQL[];
  positionOf(row: Row): Position;
}

/** By the text index where it has the order, by one owner's own, else by that of the column sorted by. */
export function walkOf(listing: TokenListing, site: string): Walk {
  const phrase = phraseOf(listing);
  const isByCreation = listing.sort === 'created';
  if (isByCreation && listing.owners.length === 1) return byOwner(listing, site);
  return isByCreation && phrase ? byText(listing, site, phrase) : byColumn(listing, site);
}

const columns = {
  created: { column: tokens.createdAt, index: 'tokens_created' },
  lastUsed: { column: tokens.lastUsedAt, index: 'tokens_last_used' },
  expires: { column: tokens.expiresAt, index: 'tokens_expires' },
  description: { column: tokens.descriptionFolded, index: 'tokens_description' },
  owner: { column: tokens.ownerFolded, index: 'tokens_owner_name' },
} satisfies Record<SortField, unknown>;

function byColumn(listing: TokenListing, site: string): Walk {
  const { sort } = listing;
  const bounds =
    sort === 'description' || sort === 'owner'
      ? undefined
      : boundsOf(listing, sort, passedBy(listing));
  const where = and(eq(tokens.site, site), bounds);
  return byIndex(listing, columns[sort].index, where, [sort as keyof TokenListing]);
}

function byOwner(listing: TokenListing, site: string): Walk {
  const [owner = ''] = listing.owners;
  const where = and(
    eq(tokens.site, site),
    eq(tokens.ownerKey, owner),
    boundsOf(listing, 'created', passedBy(listing)),
  );
  return byIndex(listing, 'tokens_owner', where, ['owners', 'created']);
}

/** The bound that lies behind the position from which the list goes on. */
function passedBy({ after, order }: TokenListing): 'from' | 'to' | undefined {
  if (!after) return undefined;
  return order === 'asc' ? 'from' : 'to';
}

function byIndex(
  { sort, order, after }: TokenListing,
  index: string,
  where: SQL | undefined,
  keeps: Walk['keeps'],
): Walk {
  const { column } = columns[sort];
  const direction = order === 'asc' ? asc : desc;
  const orderBy = [direction(column), direction(tokens.seq)];
  const isBehind =
    after && sql`(${column}, ${tokens.seq}) ${comparison(order)} (${after.value}, ${after.seq})`;
  const part = (more: SQL | undefined, count: number) =>
    sql`SELECT * FROM ${tokens} INDEXED BY ${sql.raw(index)} WHERE ${and(where, more)} ORDER BY ${sql.join(orderBy, sql`, `)} LIMIT ${count}`;

  const turn = comparison(order);
  const same = after && sql`${column} = ${after.value} AND ${tokens.seq} ${turn} ${after.seq}`;
  const others = after && sql`${column} ${turn} ${after.value}`;
  const parts = (same ? [same, others] : [undefined]).map((more) => ({
    next: (count: number) => part(more, count),
    boundary: (count: number) =>
      sql`SELECT ${column} AS value, tokens.seq AS seq FROM (${part(more, count)}) AS tokens LIMIT 1 OFFSET ${count - 1}`,
  }));

  return {
    keeps,
    // A bound of 0 or of never holds those that have no such instant.
    keepsAll: keeps.filter((field) => field === 'owners' || field === 'created'),
    cost: 1,
    parts,
    isBehind,
    orderBy,
    positionOf: (row) => ({ value: sortValueOf(row, sort), seq: row.seq }),
  };
}

/** Ties within a second are in the order of writing. */
function byText(listing: TokenListing, site: string, phrase: string): Walk {
  const { order, after, created } = listing;
  const direction = order === 'asc' ? asc : desc;
  const behind = after ? sql`AND rowid ${comparison(order)} ${placeOf(after)}` : sql``;
  const found = (rest: SQL) =>
    foundBy(
      phrase,
      sql`${placesWithin(created, passedBy(listing))} ${behind} ORDER BY ${direction(sql`rowid`)} ${rest}`,
    );
  const mask = sql.raw(String(seqMask));
  return {
    keeps: ['text', 'created'],
    // Those of other sites are among them.
    keepsAll: [],
    cost: 2,
    parts: [
      {
        next: (count) =>
          sql`SELECT tokens.* FROM (${found(sql`LIMIT ${count}`)}) AS found CROSS JOIN ${tokens} ON ${tokens.seq} = found.place & ${mask} WHERE ${tokens.site} = ${site}`,
        boundary: (count) =>
          sql`SELECT (place >> 30) * 1000 AS value, place & ${mask} AS seq FROM (${found(sql`LIMIT 1 OFFSET ${count - 1}`)})`,
      },
    ],
    isBehind: after && sql`${tokenPlace} ${comparison(order)} ${placeOf(after)}`,
    orderBy: [direction(sql`${tokens.createdAt} / 1000`), direction(tokens.seq)],
    positionOf: ({ createdAt, seq }) => ({ value: createdAt, seq }),
  };
}

function comparison(order: 'asc' | 'desc'): SQL {
  return sql.raw(order === 'asc' ? '>' : '<');
}

function sortValueOf(row: Row, sort: SortField): string | number {
  return {
    created: row.createdAt,
    lastUsed: row.lastUsedAt,
    expires: row.expiresAt,
    description: row.descriptionFolded,
    owner: row.ownerFolded,
  }[sort];
}
