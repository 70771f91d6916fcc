import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { fold } from '../domain/fold.ts';
import type { TokenListStore } from '../domain/token-list.ts';
import type { TokenStore } from '../domain/tokens.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter, type TokenDeed } from './audit.ts';
import { createdDetails, renamedDetails } from './audit-details.ts';
import { createDeletion } from './deletion.ts';
import { isOneOf } from './is-one-of.ts';
import { tokens } from './schema.ts';
import { createTokenList } from './token-list/create-token-list.ts';
import { tokenOf, valuesOf } from './token-row.ts';

/** The tokens of one site. */
export function createTokenStore(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): TokenStore & TokenListStore {
  const here = eq(tokens.site, site);
  // The `+` leaves the ids their index: SQLite would rather look at all tokens of the site.
  const withIds = (ids: readonly string[]) =>
    and(sql`+${tokens.site} = ${site}`, isOneOf(tokens.id, ids));
  const { ofTokens } = createAuditWriter(db, now);
  const audit = (deed: TokenDeed) => ofTokens(site, deed);
  const announce = createAnnouncer(db, now);
  const deletion = createDeletion(db, now);

  return {
    async insert(token, kept, limit, act) {
      const live = sql`(SELECT count(*) FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(here, eq(tokens.ownerKey, token.owner.key), gt(tokens.expiresAt, token.createdAt), isNull(tokens.replacedBy))})`;
      const isBelowLimit = limit === null ? sql`1` : lt(live, limit);
      const [inserted] = await db.batch([
        db
          .insert(tokens)
          .select(sql`SELECT ${valuesOf(site, token, kept)} WHERE ${isBelowLimit}`)
          .returning({ id: tokens.id }),
        audit({
          action: 'token.created',
          which: withIds([token.id]),
          deed: act,
          details: createdDetails,
        }),
        announce.ofTokens(site, {
          event: 'token.created',
          which: withIds([token.id]),
          by: act.by,
        }),
      ]);
      return inserted.length > 0;
    },

    async find(ids, owner) {
      const mine = owner === undefined ? undefined : eq(tokens.ownerKey, owner);
      const rows = await db
        .select()
        .from(tokens)
        .where(and(withIds(ids), mine));
      return rows.map(tokenOf);
    },

    async delete(ids, reason, act) {
      const [, , deleted] = await db.batch(deletion(site, withIds(ids), reason, act));
      return deleted;
    },

    async rename(id, description, act) {
      const [, renamed] = await db.batch([
        audit({
          action: 'token.renamed',
          which: withIds([id]),
          deed: act,
          details: renamedDetails(description),
          description,
        }),
        db
          .update(tokens)
          .set({ description, descriptionFolded: fold(description) })
          .where(withIds([id]))
          .returning({ id: tokens.id }),
      ]);
      return renamed.length > 0;
    },

    list: createTokenList(db, site),
  };
}
