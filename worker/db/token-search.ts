import { type SQL, sql } from 'drizzle-orm';
import { fold } from '../domain/fold.ts';
import type { InstantRange, Position, TokenListing } from '../domain/token-list.ts';
import { tokens } from './schema.ts';

/**
 * The text index, FTS5 over the trigrams of the folded description. Its row numbers stand in the order of creation: the second,
 * and below it 30 bits of the token's own number (migrations/0007), which is all of it for the first billion tokens.
 */
const seqBits = 30;
export const seqMask = 2 ** seqBits - 1;

/** Nothing was made before, and nothing after that the row number could hold (the year 2242). */
const lastSecond = 2 ** 33 - 1;

/** What the index is asked for; undefined where it has no answer: it has trigrams, and NUL, which no description has, would end its query early. */
export function phraseOf({ text }: TokenListing): string | undefined {
  const folded = fold(text);
  if ([...folded].length < 3 || folded.includes('\0')) return undefined;
  return `"${folded.replaceAll('"', '""')}"`;
}

/** The row numbers with this phrase, as `place`; `more` bounds them. */
export function foundBy(phrase: string, more: SQL = sql``): SQL {
  return sql`SELECT rowid AS place FROM token_search WHERE token_search MATCH ${phrase} ${more}`;
}

/** The row number of a token, made as its triggers make it. */
export const tokenPlace = sql`(((${tokens.createdAt} / 1000) << ${sql.raw(String(seqBits))}) | (${tokens.seq} & ${sql.raw(String(seqMask))}))`;

export function placeOf({ value, seq }: Position): SQL {
  return sql`((${secondOf(Number(value))} << ${sql.raw(String(seqBits))}) | ${integer(seq & seqMask)})`;
}

/** Row numbers of the tokens that were made then, and a little beyond: whole seconds. `passed`: as for `boundsOf`. */
export function placesWithin({ from, to }: InstantRange, passed?: 'from' | 'to'): SQL {
  const first =
    from === undefined || passed === 'from'
      ? sql``
      : sql`AND rowid >= ${placeOf({ value: from, seq: 0 })}`;
  const last =
    to === undefined || passed === 'to'
      ? sql``
      : sql`AND rowid <= ${placeOf({ value: to, seq: seqMask })}`;
  return sql`${first} ${last}`;
}

function secondOf(instant: number): SQL {
  return integer(Math.min(Math.max(Math.floor(instant / 1000), 0), lastSecond));
}

/** D1 binds every number as a float. */
function integer(value: number): SQL {
  return sql`CAST(${value} AS INTEGER)`;
}
