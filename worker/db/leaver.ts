import { and, eq, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Person } from '../../shared/contract/user.ts';
import type { LeaverStore } from '../domain/leaver.ts';
import { createAuditWriter } from './audit.ts';
import { createDeletion } from './deletion.ts';
import { tokens } from './schema.ts';

/** So many go in one transaction. */
const batchSize = 1000;

/** All tokens of one person, on one site. */
export function createLeaverStore(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): LeaverStore {
  const audit = createAuditWriter(db, now);
  const deletion = createDeletion(db, now);
  const ofOwner = (key: string) => and(eq(tokens.site, site), eq(tokens.ownerKey, key));

  return {
    async findOwner(key): Promise<Person | undefined> {
      const [owner] = await db
        .select({
          key: tokens.ownerKey,
          name: tokens.ownerName,
          displayName: tokens.ownerDisplayName,
        })
        .from(tokens)
        .where(ofOwner(key))
        .limit(1);
      return owner;
    },

    async deleteSome(owner, act, isFirst) {
      const theirs = ofOwner(owner.key);
      const some = sql`SELECT seq FROM ${tokens} WHERE ${theirs} ORDER BY seq LIMIT ${batchSize}`;
      const which = and(theirs, sql`${tokens.seq} IN (${some})`);
      const count = sql`(SELECT count(*) FROM ${tokens} WHERE ${theirs})`;
      const event = { site, action: 'owner.tokens-deleted', owner, ...act } as const;
      const [, , , deleted] = await db.batch([
        audit.of(
          { ...event, details: { deleted: 0 } },
          sql`${isFirst ? 1 : 0} AND ${count} > 0`,
          sql`json_object('deleted', ${count})`,
        ),
        ...deletion(site, which, 'leaver', act),
      ]);
      return { deleted, finished: deleted.length < batchSize };
    },
  };
}
