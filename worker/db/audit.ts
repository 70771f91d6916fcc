import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { Act, BlockedPassword } from '../domain/token.ts';
import { auditEvents, tokens } from './schema.ts';

/**
 * A statement that writes one event for each token that `which` selects at that moment, taking what it says of the token
 * from the token's own row: it stands in the batch of the deed, before a deletion and behind the other deeds. `details` is
 * JSON made of the same row.
 */
export function auditOf(db: DrizzleD1Database, site: string, now: () => number) {
  return (action: AuditAction, which: SQL | undefined, act: Act, details = sql`NULL`) => {
    const row = {
      seq: sql`NULL`,
      id: sql`lower(hex(randomblob(16)))`,
      site: sql`${site}`,
      at: sql`${now()}`,
      action: sql`${action}`,
      actorKey: sql`${act.by.key}`,
      actorName: sql`${act.by.name}`,
      actorDisplayName: sql`${act.by.displayName}`,
      tokenId: sql`${tokens.id}`,
      description: sql`${tokens.description}`,
      ownerKey: sql`${tokens.ownerKey}`,
      ownerName: sql`${tokens.ownerName}`,
      ownerDisplayName: sql`${tokens.ownerDisplayName}`,
      address: sql`${act.address}`,
      userAgent: sql`${act.userAgent}`,
      requestId: sql`${act.requestId}`,
      details,
    } satisfies Record<keyof typeof auditEvents.$inferSelect, SQL>;
    const values = Object.keys(getTableColumns(auditEvents)).map(
      (field) => row[field as keyof typeof row],
    );
    return db
      .insert(auditEvents)
      .select(sql`SELECT ${sql.join(values, sql`, `)} FROM ${tokens} WHERE ${which}`);
  };
}

/** An event about no token: somebody's password was kept from the product. */
export async function writeBlockedPassword(
  db: DrizzleD1Database,
  at: number,
  { userName, ...blocked }: BlockedPassword,
): Promise<void> {
  const id = crypto.randomUUID();
  const actorName = userName.slice(0, 255);
  await db
    .insert(auditEvents)
    .values({ id, at, action: 'password.blocked', actorName, ...blocked });
}
