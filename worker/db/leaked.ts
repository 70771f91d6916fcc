import { and, eq, inArray, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { TokenId } from '../domain/token.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter } from './audit.ts';
import { createDeletion, type KnownDeed } from './deletion.ts';
import { tokens } from './schema.ts';

/**
 * Deletes the token with one of these hashes on whichever of the sites it is. Where there is none, the very same statements
 * run, so that the time it takes tells little.
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
    const deleted = await Promise.all(
      sites.map(async (site) => {
        const which = and(eq(tokens.site, site), inArray(tokens.hash, [...hashes]));
        const [, , , , rows] = await db.batch([
          audit.ofTokens(site, { action: 'token.leaked', which, deed, details: sql`'{}'` }),
          announce.ofTokens(site, { event: 'token.leaked', which, by: deed.by }),
          ...deletion(site, which, 'leaked', deed),
        ]);
        return rows.map(({ id }) => ({ id, site }));
      }),
    );
    return deleted.flat();
  };
}
