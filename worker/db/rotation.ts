import { and, eq, gt, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { RotationStore } from '../domain/rotation.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter } from './audit.ts';
import { rotatedDetails } from './audit-details.ts';
import { tokens } from './schema.ts';
import { valuesOf } from './token-row.ts';

/** Rotations of one site's tokens. Of two at once the first in the database wins: the other finds the old row replaced. */
export function createReplace(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): RotationStore['replace'] {
  const here = eq(tokens.site, site);
  const audit = createAuditWriter(db, now);
  const announce = createAnnouncer(db, now);

  return async ({ previous, previousEndsAt, token, kept }, limit, act) => {
    const isOld = and(here, eq(tokens.id, previous.id));
    const isReplaceable = and(isOld, isNull(tokens.replacedBy), gt(tokens.expiresAt, now()));
    const leaving = sql`(SELECT count(*) FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(here, eq(tokens.ownerKey, token.owner.key), isNotNull(tokens.replacedBy), gt(tokens.expiresAt, now()))})`;
    const isBelowLimit = limit === null ? undefined : lt(leaving, limit);
    const isReplaced = and(isOld, eq(tokens.replacedBy, token.id));
    const [, replaced] = await db.batch([
      db
        .insert(tokens)
        .select(
          sql`SELECT ${valuesOf(site, token, kept)} FROM ${tokens} WHERE ${and(isReplaceable, isBelowLimit)}`,
        ),
      db
        .update(tokens)
        .set({ replacedBy: token.id, expiresAt: previousEndsAt })
        .where(
          and(
            isReplaceable,
            sql`EXISTS (SELECT 1 FROM ${tokens} AS made WHERE made.id = ${token.id})`,
          ),
        )
        .returning({ id: tokens.id }),
      audit.ofTokens(site, {
        action: 'token.rotated',
        which: isReplaced,
        deed: act,
        details: rotatedDetails(token.id),
      }),
      announce.ofTokens(site, {
        event: 'token.rotated',
        which: isReplaced,
        by: act.by,
        more: { replacedBy: token.id },
      }),
    ]);
    return replaced.length > 0;
  };
}
