import { inArray, type SQL, sql } from 'drizzle-orm';
import type { tokens } from './schema.ts';

type Column = typeof tokens.id | typeof tokens.ownerKey | typeof tokens.seq;

/** `column IN (…)` with one bound parameter, however many values there are: D1 allows 100 a query. */
export function isOneOf(column: Column, values: readonly (string | number)[]): SQL {
  return inArray(column, sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`);
}
