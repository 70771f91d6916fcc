import { count } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { tokens } from './schema.ts';

/**
 * Counts the tokens of all sites by the fingerprint of their tag key. It reads the whole index `tokens_tag_key`, so only
 * administrators may cause it.
 */
export async function countByTagKey(db: DrizzleD1Database): Promise<Map<string, number>> {
  const rows = await db
    .select({ fingerprint: tokens.tagKey, tokens: count() })
    .from(tokens)
    .groupBy(tokens.tagKey);
  return new Map(rows.map((row) => [row.fingerprint, row.tokens]));
}
