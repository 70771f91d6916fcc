import { and, gte, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { dayMs } from '../../shared/lifetime.ts';
import { fold } from '../domain/fold.ts';
import type { InstantRange, TokenListing } from '../domain/token-list.ts';
import { never, tokens } from './schema.ts';

type Instant = typeof tokens.createdAt | typeof tokens.lastUsedAt | typeof tokens.expiresAt;

/** What a token must be to stand in the list; asked of each row that is looked at. */
export function filtersOf(listing: TokenListing) {
  const { owners, isOwnerGone, text, created, lastUsed, expires } = listing;
  const folded = fold(text);
  return {
    owners: owners.length > 0 ? isOneOf(tokens.ownerKey, owners) : undefined,
    isOwnerGone: isOwnerGone ? isNotNull(tokens.ownerGoneAt) : undefined,
    text: folded === '' ? undefined : sql`instr(${tokens.descriptionFolded}, ${folded}) > 0`,
    created: isWithin(tokens.createdAt, created),
    lastUsed: isWithin(tokens.lastUsedAt, lastUsed, 0),
    expires: and(
      expires.from === undefined ? undefined : gte(tokens.expiresAt, expires.from),
      isWithin(endOf(listing), expires, never),
    ),
  } satisfies Partial<Record<keyof TokenListing, SQL | undefined>>;
}

/**
 * The part of a column's index in which all that pass its filter lie; undefined where they lie all over it: two ranges apart,
 * or an end that the policy sets. `passed` is the bound that a position in the list has behind it: asked for as well, SQLite
 * would begin there, and each page read all those before it again.
 */
export function boundsOf(
  listing: TokenListing,
  field: 'created' | 'lastUsed' | 'expires',
  passed?: 'from' | 'to',
) {
  const { from, to, orNever } = listing[field];
  const between = (column: Instant, from?: number, to?: number) =>
    and(
      from === undefined || passed === 'from' ? undefined : sql`${column} >= ${from}`,
      to === undefined || passed === 'to' ? undefined : sql`${column} < ${to}`,
    );
  if (field === 'created') return between(tokens.createdAt, from, to);
  if (field === 'lastUsed') {
    if (orNever && from !== undefined) return undefined;
    if (orNever) return between(tokens.lastUsedAt, undefined, to ?? 1);
    return between(tokens.lastUsedAt, from ?? (to === undefined ? undefined : 1), to);
  }
  const isCapped = listing.maxLifetimeDays !== null;
  if (orNever && (to !== undefined || isCapped)) return undefined;
  if (orNever) return between(tokens.expiresAt, from ?? never);
  return between(tokens.expiresAt, from, isCapped ? undefined : to);
}

/** When a token really ends (`effectiveExpiry`); beside it the column itself is asked, which has an index. */
function endOf({ maxLifetimeDays }: TokenListing): SQL | typeof tokens.expiresAt {
  if (maxLifetimeDays === null) return tokens.expiresAt;
  return sql`min(${tokens.expiresAt}, ${tokens.createdAt} + ${maxLifetimeDays * dayMs})`;
}

/** In the range and not the value that stands for "never"; or, where asked for, exactly that. */
function isWithin(
  column: SQL | Instant,
  { from, to, orNever }: InstantRange,
  noInstant?: number,
): SQL | undefined {
  const isRange = from !== undefined || to !== undefined;
  const range = isRange
    ? and(
        from === undefined ? undefined : sql`${column} >= ${from}`,
        to === undefined ? undefined : sql`${column} < ${to}`,
        noInstant === undefined ? undefined : sql`${column} <> ${noInstant}`,
      )
    : undefined;
  return orNever && noInstant !== undefined ? or(range, sql`${column} = ${noInstant}`) : range;
}

/** One bound parameter however many values there are (D1 allows 100 a query). */
export function isOneOf(
  column: typeof tokens.id | typeof tokens.ownerKey,
  values: readonly string[],
): SQL {
  return inArray(column, sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`);
}
