import type { SQL } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Person } from '../../shared/contract/user.ts';
import type { Deed } from '../domain/audit.ts';
import type { DeletionReason } from '../domain/tokens.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter } from './audit.ts';
import { deletedDetails } from './audit-details.ts';
import { tokens } from './schema.ts';

/** A deed by somebody whom the product named, or by Postern itself. */
export interface KnownDeed extends Deed {
  by: Person | null;
}

/**
 * The statements of every deletion of tokens, to be run as one batch: an event for each, one message to the webhook for all,
 * and the end of their rows, which the last one answers. `which` must select the same tokens each time it is asked.
 */
export function createDeletion(db: DrizzleD1Database, now: () => number) {
  const audit = createAuditWriter(db, now);
  const announce = createAnnouncer(db, now);

  return (site: string, which: SQL | undefined, reason: DeletionReason, deed: KnownDeed) =>
    [
      audit.ofTokens(site, {
        action: 'token.deleted',
        which,
        deed,
        details: deletedDetails(reason),
      }),
      announce.ofTokens(site, {
        event: 'token.deleted',
        which,
        by: deed.by,
        more: { reason },
      }),
      db.delete(tokens).where(which).returning({
        id: tokens.id,
        ownerKey: tokens.ownerKey,
        nativeId: tokens.nativeId,
      }),
    ] as const;
}
