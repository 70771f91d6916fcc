import { and, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Position, TokenListing, TokenListStore } from '../domain/token-list.ts';
import { tokens } from './schema.ts';
import { choicesOf, firstOf } from './token-choice.ts';
import { filtersOf } from './token-filters.ts';
import { allColumns, type Row, rowFrom, type StoredRow, tokenOf } from './token-row.ts';
import { type Walk, walkOf } from './token-walk.ts';

/** Rows that a page may read for each that it may show, as D1 counts them. */
export const rowsReadPerRow = 20;

/**
 * One page, at a price that does not grow with the site. Where a filter leaves few tokens, those are read and sorted. Else the
 * list is walked in its order; a page that finds too little within its price ends early, and its cursor goes on from there.
 */
export function createTokenList(db: DrizzleD1Database, site: string): TokenListStore['list'] {
  async function pick(choices: readonly SQL[], most: number): Promise<SQL | undefined> {
    if (choices.length === 0) return undefined;
    const { first } = await db.get<{ first: number | null }>(firstOf(choices, most));
    return first === null ? undefined : choices[first];
  }

  /** All that pass from a small set, in order. */
  function sorted(listing: TokenListing, walk: Walk, choice: SQL): Promise<Row[]> {
    return db
      .select()
      .from(tokens)
      .where(
        and(
          sql`+${tokens.site} = ${site}`,
          sql`${tokens.seq} IN (${choice})`,
          walk.isBehind,
          ...Object.values(filtersOf(listing)),
        ),
      )
      .orderBy(...walk.orderBy)
      .limit(listing.limit + 1);
  }

  /**
   * What passes of the next rows, and where those end; no end where there are no more of them. Rows come in the order of the
   * walk, since what makes them is read as far as it takes and not sorted again.
   */
  async function walked(listing: TokenListing, walk: Walk, count: number) {
    const limit = listing.limit + 1;
    const filters = filtersOf(listing);
    const passing = and(sql`1`, ...Object.values(filters));
    const parts = walk.parts.map((part) => ({
      found: db.all<StoredRow>(
        sql`SELECT ${allColumns} FROM (${part.next(count)}) AS tokens WHERE ${passing} LIMIT ${limit}`,
      ),
      boundary: db.all<Position>(part.boundary(count)),
    }));
    const [first, second] = parts;
    if (!first) return { rows: [], end: undefined };
    // What a walk without a question to its rows did not find is not there.
    const isWhole = Object.entries(filters).every(
      ([field, filter]) => !filter || walk.keepsAll.includes(field),
    );
    const endOf = async ({ boundary }: typeof first) => (isWhole ? undefined : (await boundary)[0]);
    if (!second) {
      const rows = (await first.found).map(rowFrom);
      return { rows, end: rows.length === limit ? undefined : await endOf(first) };
    }
    const [same, [boundary], others] = await Promise.all([
      first.found,
      first.boundary,
      second.found,
    ]);
    const isEnough = same.length === limit || boundary;
    const rows = [...same, ...(isEnough ? [] : others)].slice(0, limit).map(rowFrom);
    if (rows.length === limit) return { rows, end: undefined };
    return { rows, end: boundary ?? (await endOf(second)) };
  }

  return async (listing) => {
    const { limit } = listing;
    const walk = walkOf(listing, site);
    const choices = choicesOf(listing, site, walk);
    const price = priceOf(listing, walk, choices.length);
    const choice = await pick(choices, price.choice);
    const { rows, end } = choice
      ? { rows: await sorted(listing, walk, choice), end: undefined }
      : await walked(listing, walk, price.walk);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { tokens: page.map(tokenOf), next: last ? walk.positionOf(last) : end };
  };
}

/**
 * How many tokens a choice may have, and how many a walk may look at. A choice is counted, and each of its tokens is then
 * listed, looked up, read and sorted; a walk goes over its rows once more to see where it ended; the page itself is two for
 * each of its rows; the names of owners are rows as well, in each question.
 */
function priceOf({ limit, owners }: TokenListing, { cost, parts }: Walk, choices: number) {
  const whole = rowsReadPerRow * limit - 2 * (limit + 1) - 3 * owners.length;
  const choice = choices === 0 ? 0 : Math.floor((whole - choices) / (choices + 4));
  return {
    choice,
    walk: Math.floor((whole - choices * (choice + 1)) / ((cost + 1) * parts.length)),
  };
}
