import { and, eq, inArray, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { TokenId } from '../domain/token.ts';
import { tokens } from './schema.ts';

/** Tokens of a site by their row numbers, for clients that know ids as numbers alone. */
export function createNumericIds(db: DrizzleD1Database, site: string) {
  // The `+` keeps SQLite from reading all tokens of the site.
  const here = sql`+${tokens.site} = ${site}`;

  return {
    async numbersOf(ids: readonly TokenId[]): Promise<Map<TokenId, number>> {
      const all = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
      const rows = await db
        .select({ id: tokens.id, seq: tokens.seq })
        .from(tokens)
        .where(and(here, inArray(tokens.id, all)));
      return new Map(rows.map(({ id, seq }) => [id, seq]));
    },

    async idOf(number: number): Promise<TokenId | undefined> {
      const [row] = await db
        .select({ id: tokens.id })
        .from(tokens)
        .where(and(here, eq(tokens.seq, number)));
      return row?.id;
    },
  };
}
