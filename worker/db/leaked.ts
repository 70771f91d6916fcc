import { and, inArray, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { TokenId } from '../domain/token.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter } from './audit.ts';
import { createDeletion, type KnownDeed } from './deletion.ts';
import { tokens } from './schema.ts';

/**
 * Deletes the token with one of these hashes on whichever of the sites it is. Where there is none, one row is looked for and
 * nothing more happens: reports come from anybody, and in any number of addresses.
 */
export function createLeakStore(db: DrizzleD1Database, now: () => number) {
  const audit = createAuditWriter(db, now);
  const announce = createAnnouncer(db, now);
  const deletion = createDeletion(db, now);

  return async function deleteByHash(
    sites: readonly string[],
    hashes: readonly string[],
    deed: KnownDeed,
  ): Promise<{ id: TokenId; site: string }[]> {
    const hasOne = inArray(tokens.hash, [...hashes]);
    const [found] = await db.select({ site: tokens.site }).from(tokens).where(hasOne).limit(1);
    if (!found || !sites.includes(found.site)) return [];
    const { site } = found;
    const which = and(sql`+${tokens.site} = ${site}`, hasOne);
    const [, , , , rows] = await db.batch([
      audit.ofTokens(site, { action: 'token.leaked', which, deed, details: sql`'{}'` }),
      announce.ofTokens(site, { event: 'token.leaked', which, by: deed.by }),
      ...deletion(site, which, 'leaked', deed),
    ]);
    return rows.map(({ id }) => ({ id, site }));
  };
}
