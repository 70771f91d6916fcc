import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';

/** `expiresAt` of a token that never expires: the last instant a Date can hold, so that it sorts behind all others. */
export const never = 8_640_000_000_000_000;

/**
 * One row a token. Instants are epoch milliseconds. `lastUsedAt` 0 is "not yet".
 * Kept until the token is deleted; the secret is not in it, only its HMAC, and where a site acts by native tokens, one of
 * those sealed with the secret.
 */
export const tokens = sqliteTable(
  'tokens',
  {
    /** Stable row number: breaks ties when paging, and is the key of the text index. */
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    site: text().notNull(),
    /** HMAC-SHA-256 of the secret under the pepper, hex. */
    hash: text().notNull(),
    /** Which pepper made the hash (its fingerprint). */
    pepper: text().notNull(),
    hint: text().notNull(),
    ownerKey: text('owner_key').notNull(),
    ownerName: text('owner_name').notNull(),
    ownerDisplayName: text('owner_display_name').notNull(),
    /** The owner's display name as it sorts. */
    ownerFolded: text('owner_folded').notNull(),
    creatorKey: text('creator_key').notNull(),
    creatorName: text('creator_name').notNull(),
    creatorDisplayName: text('creator_display_name').notNull(),
    description: text().notNull(),
    /** The description as it is searched and sorted. */
    descriptionFolded: text('description_folded').notNull(),
    scope: text().$type<Scope>().notNull(),
    ipRanges: text('ip_ranges', { mode: 'json' }).$type<string[]>(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    lastUsedAt: integer('last_used_at').notNull().default(0),
    lastUsedFrom: text('last_used_from'),
    /** The product's own id of the native token behind this one; null where the site acts in another way. */
    nativeId: text('native_id'),
    /** That token's plain text as only our secret and the pepper open it (worker/seal.ts), Base64. */
    nativeSeal: text('native_seal'),
  },
  (table) => [
    uniqueIndex('tokens_hash').on(table.hash),
    uniqueIndex('tokens_id').on(table.id),
    index('tokens_owner').on(table.site, table.ownerKey, table.createdAt),
    index('tokens_created').on(table.site, table.createdAt),
    index('tokens_last_used').on(table.site, table.lastUsedAt),
    index('tokens_expires').on(table.site, table.expiresAt),
    index('tokens_description').on(table.site, table.descriptionFolded),
    index('tokens_owner_name').on(table.site, table.ownerFolded),
  ],
);

/** One row a site that an administrator has set a policy for; the others have the default. */
export const policies = sqliteTable('policies', {
  site: text().primaryKey(),
  version: integer().notNull(),
  policy: text({ mode: 'json' }).$type<Policy>().notNull(),
  updatedAt: integer('updated_at').notNull(),
  updatedBy: text('updated_by').notNull(),
});

/**
 * What was done to a token and by whom; written in the same transaction as the deed. Never holds a secret.
 * `password.blocked` is about no token: those fields are empty, and the actor's name is what was typed.
 */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    site: text().notNull(),
    at: integer().notNull(),
    action: text()
      .$type<'token.created' | 'token.deleted' | 'token.renamed' | 'password.blocked'>()
      .notNull(),
    actorKey: text('actor_key').notNull(),
    actorName: text('actor_name').notNull(),
    tokenId: text('token_id').notNull(),
    description: text().notNull(),
    ownerKey: text('owner_key').notNull(),
    ownerName: text('owner_name').notNull(),
    address: text().notNull(),
    userAgent: text('user_agent').notNull(),
    requestId: text('request_id').notNull(),
  },
  (table) => [index('audit_site_at').on(table.site, table.at)],
);
