import { and, asc, eq, gt, lt, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { AuditDetails } from '../../shared/contract/audit.ts';
import type { Sweep } from '../domain/clean-up.ts';
import type { DeletedToken } from '../domain/tokens.ts';
import { createAuditWriter } from './audit.ts';
import { createDeletion } from './deletion.ts';
import { auditEvents, tokens } from './schema.ts';

/** So many rows go in one transaction: verifications, which share the database, wait no longer than for that. */
export const batchSize = 1000;

/** Postern itself, at night. */
export const nobody = { by: null, address: null, userAgent: null, requestId: null };

/** What a clean-up of one site asks of the database. Each call is one transaction, and does nothing that is done already. */
export function createCleanUpStore(db: DrizzleD1Database, site: string, now: () => number) {
  const audit = createAuditWriter(db, now);
  const deletion = createDeletion(db, now);

  return {
    /** Deletes up to a batch of these tokens, with an event for each. */
    async deleteTokens(sweep: Sweep): Promise<DeletedToken[]> {
      const { where, orderBy } = selectionOf(sweep, now());
      const some = sql`SELECT seq FROM ${tokens} WHERE ${and(eq(tokens.site, site), where)} ORDER BY ${asc(orderBy)}, seq LIMIT ${batchSize}`;
      const which = and(sql`+${tokens.site} = ${site}`, sql`${tokens.seq} IN (${some})`);
      const [, , deleted] = await db.batch([...deletion(site, which, sweep.reason, nobody)]);
      return deleted;
    },

    /** Deletes up to a batch of the events before an instant; how many it were. */
    async deleteEvents(before: number): Promise<number> {
      const old = and(eq(auditEvents.site, site), lt(auditEvents.at, before));
      const some = sql`SELECT seq FROM ${auditEvents} WHERE ${old} ORDER BY ${asc(auditEvents.at)} LIMIT ${batchSize}`;
      const { meta } = await db.delete(auditEvents).where(sql`${auditEvents.seq} IN (${some})`);
      return meta.changes;
    },

    async report(details: AuditDetails['cleanup.run']): Promise<void> {
      await audit.of({ site, action: 'cleanup.run', details, ...nobody });
    },
  };
}

/** Each walks one index from its beginning, so that a batch reads little more than what it deletes. */
function selectionOf(sweep: Sweep, now: number): { where: SQL | undefined; orderBy: SQL } {
  const { createdAt, expiresAt, lastUsedAt } = tokens;
  switch (sweep.kind) {
    case 'ended':
      return { where: lt(expiresAt, sweep.before), orderBy: sql`${expiresAt}` };
    case 'made':
      return { where: lt(createdAt, sweep.before), orderBy: sql`${createdAt}` };
    case 'used':
    case 'never-used': {
      const { before, madeAfter } = sweep;
      const isAlive = and(gt(expiresAt, now), gt(createdAt, madeAfter));
      const isUnused =
        sweep.kind === 'used' ? and(gt(lastUsedAt, 0), lt(lastUsedAt, before)) : eq(lastUsedAt, 0);
      return {
        where: and(isUnused, lt(createdAt, before), isAlive),
        orderBy: sql`${lastUsedAt}`,
      };
    }
  }
}
