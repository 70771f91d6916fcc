import { type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Act, BlockedPassword } from '../domain/token.ts';
import { auditEvents, tokens } from './schema.ts';

type Action = (typeof auditEvents.$inferSelect)['action'];

/**
 * A statement that writes one event for each token that `which` selects at that moment, taking what it says of the token
 * from the token's own row: it stands in the batch of the deed, before a deletion and behind the other deeds.
 */
export function auditOf(db: DrizzleD1Database, site: string, now: () => number) {
  return (action: Action, which: SQL | undefined, { by, address, userAgent, requestId }: Act) =>
    db.insert(auditEvents).select(
      sql`SELECT NULL, lower(hex(randomblob(16))), ${site}, ${now()}, ${action}, ${by.key}, ${by.name}, ${tokens.id},
        ${tokens.description}, ${tokens.ownerKey}, ${tokens.ownerName}, ${address}, ${userAgent}, ${requestId}
        FROM ${tokens} WHERE ${which}`,
    );
}

/** An event about no token: somebody's password was kept from the product. */
export async function writeBlockedPassword(
  db: DrizzleD1Database,
  at: number,
  { userName, ...blocked }: BlockedPassword,
): Promise<void> {
  const noToken = { tokenId: '', description: '', ownerKey: '', ownerName: '' };
  const actor = { actorKey: '', actorName: userName.slice(0, 255) };
  const id = crypto.randomUUID();
  await db
    .insert(auditEvents)
    .values({ id, at, action: 'password.blocked', ...actor, ...noToken, ...blocked });
}
