import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Position, SortField, TokenListing } from '../../domain/token-list.ts';
import { tokens } from '../schema.ts';
import { findIndexRange, isInRange, type ListQuery } from './list-query.ts';

const columns = {
  created: { column: tokens.createdAt, index: 'tokens_created' },
  lastUsed: { column: tokens.lastUsedAt, index: 'tokens_last_used' },
  expires: { column: tokens.expiresAt, index: 'tokens_expires' },
  description: { column: tokens.descriptionFolded, index: 'tokens_description' },
  owner: { column: tokens.ownerFolded, index: 'tokens_owner_name' },
} satisfies Record<SortField, unknown>;

/** The order of a list; ties are in the order of their row numbers. */
export function getOrder({ sort, order }: TokenListing) {
  const { column, index } = columns[sort];
  const direction = order === 'asc' ? asc : desc;
  const orderBy = sql`ORDER BY ${direction(column)}, ${direction(tokens.seq)}`;
  return { column, index: sql.raw(index), orderBy, operator: sql.raw(order === 'asc' ? '<' : '>') };
}

/** A SELECT of `seq` and `passes` in the order of the list, by the index that has this order. */
export function selectInOrder({ listing, site, passes }: ListQuery, after?: Position): SQL {
  const { sort, order } = listing;
  const { column, index, orderBy, operator } = getOrder(listing);
  const range = sort === 'description' || sort === 'owner' ? {} : findIndexRange(listing, sort);
  const select = (...bounds: (SQL | undefined)[]) =>
    sql`SELECT ${tokens.seq} AS seq, ${passes} AS passes FROM ${tokens} INDEXED BY ${index}
      WHERE ${and(eq(tokens.site, site), ...bounds)} ${orderBy}`;
  if (!after) return select(isInRange(column, range));

  const { value, seq } = after;
  const ties = select(sql`${column} = ${value} AND ${seq} ${operator} ${tokens.seq}`);
  // SQLite seeks to one bound only, so the cursor replaces the filter's bound on that side.
  const rest = isInRange(column, { ...range, [order === 'asc' ? 'from' : 'to']: undefined });
  const others = select(sql`${value} ${operator} ${column}`, rest);
  // Two parts: for (value, seq) > (…) SQLite would read all ties from their first one.
  return sql`SELECT * FROM (${ties}) UNION ALL SELECT * FROM (${others})`;
}

/**
 * Reads at most `scan.rows` rows of the SELECT, in one statement and each row once. Collects only `seq`, because D1 limits a
 * string to 2 MB.
 */
export async function readScan(
  db: DrizzleD1Database,
  { listing }: ListQuery,
  scan: { select: SQL; rows: number },
) {
  const { column } = getOrder(listing);
  const { limit } = listing;
  const findPosition = (seq: string) =>
    sql`(SELECT json_array(${column}, ${tokens.seq}) FROM ${tokens} WHERE ${tokens.seq} = ${sql.raw(seq)})`;
  type Scan = { scanned: number } & Record<'found' | 'full' | 'end', string>;
  const { scanned, found, full, end } = await db.get<Scan>(
    sql`SELECT scanned, found, ${findPosition(`found ->> ${limit - 1}`)} AS full, ${findPosition('last')} AS end FROM
      (SELECT count(*) AS scanned, json_group_array(seq) FILTER (WHERE passes) AS found,
        json_group_array(seq) ->> '$[#-1]' AS last FROM (${scan.select} LIMIT ${scan.rows}))`,
  );
  const numbers: number[] = JSON.parse(found);
  const isComplete = scanned < scan.rows;
  const position = numbers.length > limit ? full : isComplete ? undefined : end;
  const [value, seq] = position === undefined ? [] : JSON.parse(position);
  const next = position === undefined ? undefined : { value, seq };
  return { found: numbers, scanned, isComplete, next };
}
