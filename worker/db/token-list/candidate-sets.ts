import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { fold } from '../../domain/fold.ts';
import { isOneOf } from '../is-one-of.ts';
import { tokens } from '../schema.ts';
import { getOrder } from './keyset-scan.ts';
import { findIndexRange, isInRange, type ListQuery, type RangeField } from './list-query.ts';

/** The tokens that an index finds for one filter. Every token of the list is among them. */
export interface CandidateSet {
  filter: string;
  /** `FROM … WHERE …` with one row of the index for each candidate. */
  index: SQL;
  /** `FROM … WHERE …` with the rows of `tokens`. */
  tokens: SQL;
  /** True if every candidate passes the filter. */
  isExact: boolean;
  /** Rows that D1 counts for each row of `tokens`. */
  rowsPerToken: number;
}

/** One set for each filter that has an index, the usually smallest first. */
export function listCandidateSets({ listing, site }: ListQuery): CandidateSet[] {
  const { owners, isOwnerGone, text } = listing;
  const select = (filter: string, name: string, condition: SQL | undefined) => {
    const where = and(eq(tokens.site, site), condition);
    const index = sql`FROM ${tokens} INDEXED BY ${sql.raw(name)} WHERE ${where}`;
    const isExact = filter === 'owners' || filter === 'isOwnerGone';
    return condition && { filter, index, tokens: index, isExact, rowsPerToken: 1 };
  };
  const selectRange = (field: RangeField, name: string) =>
    select(field, name, isInRange(tokens[`${field}At`], findIndexRange(listing, field)));
  const isOwner = owners.length > 0 ? isOneOf(tokens.ownerKey, owners) : undefined;
  const isGone = isOwnerGone ? isNotNull(tokens.ownerGoneAt) : undefined;
  return [
    select('isOwnerGone', 'tokens_owner_gone', isGone),
    select('owners', 'tokens_owner', isOwner),
    searchText(text),
    selectRange('created', 'tokens_created'),
    selectRange('expires', 'tokens_expires'),
    selectRange('lastUsed', 'tokens_last_used'),
  ].filter((set) => set !== undefined);
}

/** The low 30 bits of a row number in the text index are those of the token's `seq` (migrations/0007). */
const seqMask = sql.raw(String(2 ** 30 - 1));

/**
 * The tokens of all sites with this text. The index has trigrams, so it cannot search for one or two characters. NUL, which no
 * description has, would end its query early.
 */
function searchText(text: string): CandidateSet | undefined {
  const folded = fold(text);
  if ([...folded].length < 3 || folded.includes('\0')) return undefined;
  const index = sql`FROM token_search WHERE token_search MATCH ${`"${folded.replaceAll('"', '""')}"`}`;
  const rows = sql`FROM (SELECT rowid & ${seqMask} AS number ${index}) CROSS JOIN ${tokens} ON ${tokens.seq} = number WHERE true`;
  return { filter: 'text', index, tokens: rows, isExact: false, rowsPerToken: 2 };
}

/** A SELECT of `seq` and `passes` for the candidates that pass, in the order of the list. */
export function sortCandidates(
  { listing, passes }: ListQuery,
  { tokens: rows }: CandidateSet,
): SQL {
  const { column, orderBy, operator } = getOrder(listing);
  const { value, seq } = listing.after ?? {};
  const isAfter = listing.after && sql`(${value}, ${seq}) ${operator} (${column}, ${tokens.seq})`;
  return sql`SELECT ${tokens.seq} AS seq, true AS passes ${rows} AND ${and(passes, isAfter)} ${orderBy}`;
}

/** Returns the first set with at most `most` candidates. A count stops at `most` + 1, and later sets are not counted. */
export async function chooseCandidates(
  db: DrizzleD1Database,
  sets: readonly CandidateSet[],
  most: number,
): Promise<CandidateSet | undefined> {
  if (sets.length === 0) return undefined;
  const cases = sets.map(
    ({ index }, i) =>
      sql`WHEN (SELECT count(*) FROM (SELECT 1 ${index} LIMIT ${most + 1})) <= ${most} THEN ${sql.raw(String(i))}`,
  );
  const query = sql`SELECT CASE ${sql.join(cases, sql` `)} END AS first`;
  const { first } = await db.get<{ first: number | null }>(query);
  return first === null ? undefined : sets[first];
}
