import { and, isNotNull, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { dayMs } from '../../../shared/lifetime.ts';
import { fold } from '../../domain/fold.ts';
import type { InstantRange, TokenListing } from '../../domain/token-list.ts';
import { isOneOf } from '../is-one-of.ts';
import { never, tokens } from '../schema.ts';

type Range = Partial<Pick<InstantRange, 'from' | 'to'>>;
export type RangeField = 'created' | 'lastUsed' | 'expires';

export type ListQuery = ReturnType<typeof createListQuery>;

/** A listing of one site's tokens, with its filters as one condition on a row of `tokens`. */
export function createListQuery(listing: TokenListing, site: string) {
  const { owners, isOwnerGone, text, created, lastUsed, expires, maxLifetimeDays } = listing;
  const folded = fold(text);
  // `effectiveExpiry` in SQL.
  const expiry =
    maxLifetimeDays === null
      ? tokens.expiresAt
      : sql`min(${tokens.expiresAt}, ${tokens.createdAt} + ${maxLifetimeDays * dayMs})`;
  const filters = [
    owners.length > 0 ? isOneOf(tokens.ownerKey, owners) : undefined,
    isOwnerGone ? isNotNull(tokens.ownerGoneAt) : undefined,
    folded === '' ? undefined : sql`instr(${tokens.descriptionFolded}, ${folded}) > 0`,
    isInRange(tokens.createdAt, created),
    matchesInstant(tokens.lastUsedAt, lastUsed, 0),
    matchesInstant(expiry, expires, never),
  ].filter((filter) => filter !== undefined);
  // The `+` keeps SQLite from choosing an index by the site.
  const passes = sql`(${and(sql`+${tokens.site} = ${site}`, ...filters)})`;
  // D1 counts a comparison with the list of owners as another row.
  const rowsPerCheck = owners.length > 0 ? 2 : 1;
  return { listing, site, passes, filterCount: filters.length, rowsPerCheck };
}

/** The range of the field's index that contains all tokens that pass its filter, and perhaps others. */
export function findIndexRange(listing: TokenListing, field: RangeField): Range {
  const { from, to, orNever } = listing[field];
  const isRange = from !== undefined || to !== undefined;
  if (field === 'created' || !(isRange || orNever)) return { from, to };
  if (field === 'lastUsed')
    return { from: orNever ? undefined : (from ?? 1), to: isRange ? to : 1 };
  // A policy with a maximum lifetime ends tokens before `expiresAt`, which is then no upper bound.
  const isCapped = listing.maxLifetimeDays !== null;
  return { from: isRange ? from : never, to: orNever || isCapped ? undefined : to };
}

export function isInRange(column: SQLWrapper, { from, to }: Range): SQL | undefined {
  return and(
    from === undefined ? undefined : sql`${column} >= ${from}`,
    to === undefined ? undefined : sql`${column} < ${to}`,
  );
}

/** True if the instant is in the range. `absent` is stored for "never", and matches only if the filter includes never. */
function matchesInstant(column: SQLWrapper, range: InstantRange, absent: number): SQL | undefined {
  const isWithin = isInRange(column, range);
  const isAbsent = range.orNever ? sql`${column} = ${absent}` : undefined;
  return or(isWithin && and(isWithin, sql`${column} <> ${absent}`), isAbsent);
}
