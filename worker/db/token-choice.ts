import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { TokenListing } from '../domain/token-list.ts';
import { tokens } from './schema.ts';
import { boundsOf, isOneOf } from './token-filters.ts';
import { foundBy, phraseOf, seqMask } from './token-search.ts';
import type { Walk } from './token-walk.ts';

/**
 * Sets of tokens by row number, one for each filter that has an index: all that are shown lie in each of them. The likely
 * smallest come first. None where the walk keeps all of those filters by itself.
 */
export function choicesOf(listing: TokenListing, site: string, { keeps }: Walk): SQL[] {
  const here = eq(tokens.site, site);
  const phrase = phraseOf(listing);
  const owned = and(here, isOneOf(tokens.ownerKey, listing.owners));
  const byInstant = (['created', 'expires', 'lastUsed'] as const).map((field) => {
    const bounds = boundsOf(listing, field);
    return { field, set: bounds && numbersBy(indexOf[field], and(here, bounds)) };
  });
  const gone = and(here, isNotNull(tokens.ownerGoneAt));
  const sets = [
    { field: 'isOwnerGone', set: listing.isOwnerGone && numbersBy('tokens_owner_gone', gone) },
    { field: 'owners', set: listing.owners.length > 0 && numbersBy('tokens_owner', owned) },
    { field: 'text', set: phrase && sql`SELECT place & ${mask} FROM (${foundBy(phrase)})` },
    ...byInstant,
  ] as const;
  const choices = sets.flatMap(({ field, set }) => (set ? [{ field, set }] : []));
  const isKept = choices.every(({ field }) => keeps.includes(field));
  return isKept ? [] : choices.map(({ set }) => set);
}

const mask = sql.raw(String(seqMask));

const indexOf = {
  created: 'tokens_created',
  lastUsed: 'tokens_last_used',
  expires: 'tokens_expires',
};

function numbersBy(index: string, where: SQL | undefined): SQL {
  return sql`SELECT seq FROM ${tokens} INDEXED BY ${sql.raw(index)} WHERE ${where}`;
}

/** The first of these sets that has at most so many, as `first`; those behind it are not counted, and none any further. */
export function firstOf(choices: readonly SQL[], most: number): SQL {
  const cases = choices.map(
    (choice, i) =>
      sql`WHEN (SELECT count(*) FROM (SELECT 1 FROM (${choice}) LIMIT ${most + 1})) <= ${most} THEN ${sql.raw(String(i))}`,
  );
  return sql`SELECT CASE ${sql.join(cases, sql` `)} END AS first`;
}
