import { sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { TokenListStore } from '../../domain/token-list.ts';
import { isOneOf } from '../is-one-of.ts';
import { tokens } from '../schema.ts';
import { tokenOf } from '../token-row.ts';
import {
  type CandidateSet,
  chooseCandidates,
  listCandidateSets,
  sortCandidates,
} from './candidate-sets.ts';
import { readScan, selectInOrder } from './keyset-scan.ts';
import { createListQuery, type ListQuery } from './list-query.ts';

/**
 * `candidates`: a set with at most so many is read and sorted. `rows`: the row budget of counts and scans together. `total`:
 * totals are exact up to here. D1 answers one query at a time, so a page that reads more than 20,000 rows would hold up
 * verifications; the row budget leaves 1,000 for the rows of the page itself.
 */
export const listLimits = { candidates: 2500, rows: 19_000, total: 10_000 };

/**
 * Creates the list of a site's tokens. A page sorts a candidate set if one is small enough; otherwise it scans the tokens in
 * order. If the row budget runs out, the page ends early and its cursor continues the scan.
 */
export function createTokenList(
  db: DrizzleD1Database,
  site: string,
  limits = listLimits,
): TokenListStore['list'] {
  return async (listing) => {
    const query = createListQuery(listing, site);
    const allSets = listCandidateSets(query);
    // A scan in the order of a filtered field reads only its range anyway. Four counts leave enough of the row budget.
    const sets = allSets.filter(({ filter }) => filter !== listing.sort).slice(0, 4);
    const candidates = await chooseCandidates(db, sets, limits.candidates);
    const budget = limits.rows - sets.length * (limits.candidates + 1);
    const rows = Math.floor(budget / query.rowsPerCheck);
    const part = candidates
      ? await readScan(db, query, { select: sortCandidates(query, candidates), rows })
      : await scanInOrder(query, rows);
    const countAll = () =>
      part.isComplete ? part.found.length : countMatches(query, allSets[0], rows - part.scanned);
    const count = listing.after ? undefined : await countAll();
    const isExact = (count ?? 0) <= limits.total;
    return {
      tokens: await readTokens(part.found.slice(0, listing.limit)),
      next: part.next,
      total: count === undefined ? undefined : { count: isExact ? count : limits.total, isExact },
    };
  };

  /** A short scan fills nearly every page. If it does not, a second scan uses the rest of the row budget. */
  async function scanInOrder(query: ListQuery, rows: number) {
    const { limit, after, sort } = query.listing;
    const select = selectInOrder(query, after);
    const short = query.filterCount > 0 ? Math.min(20 * limit, Math.floor(rows / 4)) : limit + 1;
    const first = await readScan(db, query, { select, rows: short });
    if (first.isComplete || first.found.length > limit) return first;
    // In another order than that of creation, rows lie scattered in the table and take four times as long.
    const rest = sort === 'created' ? rows - short : Math.floor((rows - short) / 3);
    return { ...(await readScan(db, query, { select, rows: rest })), scanned: rows };
  }

  /** Counts in a candidate set if there is one, and otherwise in order of creation; undefined if that takes too many rows. */
  async function countMatches(query: ListQuery, set: CandidateSet | undefined, rowsLeft: number) {
    const rows = Math.min(Math.floor(rowsLeft / (set?.rowsPerToken ?? 1)), limits.total + 1);
    const listing = { ...query.listing, sort: 'created' } as const;
    // If the index covers the only filter, every index entry matches.
    const isExact = query.filterCount === 1 && set?.isExact;
    const select = set
      ? sql`SELECT ${isExact ? true : query.passes} AS passes ${set.tokens}`
      : selectInOrder({ ...query, listing });
    const { scanned, found } = await db.get<{ scanned: number; found: number }>(
      sql`SELECT count(*) AS scanned, count(*) FILTER (WHERE passes) AS found FROM (${select} LIMIT ${rows})`,
    );
    return scanned < rows || found > limits.total ? found : undefined;
  }

  /** Returns the tokens in the order of these `seq` values, without those that were deleted in the meantime. */
  async function readTokens(numbers: readonly number[]) {
    const rows = await db.select().from(tokens).where(isOneOf(tokens.seq, numbers));
    const bySeq = new Map(rows.map((row) => [row.seq, tokenOf(row)]));
    return numbers.flatMap((seq) => bySeq.get(seq) ?? []);
  }
}
