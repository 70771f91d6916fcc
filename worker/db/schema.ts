import { isNotNull } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';
import type { Person } from '../../shared/contract/user.ts';
import type { WebhookEvent, WebhookShape } from '../../shared/contract/webhook.ts';
import type { AnnouncedEvent } from '../domain/announcement.ts';
import type { TokenId } from '../domain/token.ts';

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
    id: text().$type<TokenId>().notNull(),
    site: text().notNull(),
    /** HMAC-SHA-256 of the secret under the pepper, hex. */
    hash: text().notNull(),
    /** Which pepper made the hash (its fingerprint). */
    pepper: text().notNull(),
    /** Fingerprint of the key that made the tag. If that key is not configured, the token is refused. */
    tagKey: text('tag_key').notNull(),
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
    /** The token that was made to take its place, by a rotation; such a one does not count towards its owner's limit. */
    replacedBy: text('replaced_by').$type<TokenId>(),
    /** How many days before its end the webhook told of it last (14, 3, 1); null: not yet. */
    remindedDays: integer('reminded_days'),
    /** Since when the product has known no such user any more, or has disabled them; null: it knows them. */
    ownerGoneAt: integer('owner_gone_at'),
  },
  (table) => [
    uniqueIndex('tokens_hash').on(table.hash),
    uniqueIndex('tokens_id').on(table.id),
    index('tokens_tag_key').on(table.tagKey),
    index('tokens_owner').on(table.site, table.ownerKey, table.createdAt),
    index('tokens_created').on(table.site, table.createdAt),
    index('tokens_last_used').on(table.site, table.lastUsedAt),
    index('tokens_expires').on(table.site, table.expiresAt),
    index('tokens_description').on(table.site, table.descriptionFolded),
    index('tokens_owner_name').on(table.site, table.ownerFolded),
    index('tokens_owner_gone').on(table.site, table.ownerKey).where(isNotNull(table.ownerGoneAt)),
  ],
);

/** One row a site that an administrator has set a policy for; the others have the default. */
export const policies = sqliteTable('policies', {
  site: text().primaryKey(),
  version: integer().notNull(),
  policy: text({ mode: 'json' }).$type<Policy>().notNull(),
  updatedAt: integer('updated_at').notNull(),
  /** A Person as JSON; anything else was written past the API, by nobody we know. */
  updatedBy: text('updated_by').notNull(),
});

/**
 * What was done, by whom, to which token; a change and its event are written in one transaction. Never holds a secret.
 * Null: there is none of it. An actor without a key is a name that was typed and proven by nobody; without an actor, Postern
 * itself did it. Kept for as long as the site's policy says (`auditRetentionDays`), oldest first out by `audit_site_at`.
 *
 * Each index is one more row written for an event. Those of person and token go on with the action, so that a filter by both
 * reads what it shows, also where one token's verifications are a hundred times everything else.
 */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    site: text().notNull(),
    at: integer().notNull(),
    action: text().$type<AuditAction>().notNull(),
    actorKey: text('actor_key'),
    actorName: text('actor_name'),
    actorDisplayName: text('actor_display_name'),
    tokenId: text('token_id'),
    description: text(),
    ownerKey: text('owner_key'),
    ownerName: text('owner_name'),
    ownerDisplayName: text('owner_display_name'),
    address: text(),
    userAgent: text('user_agent'),
    requestId: text('request_id'),
    /** JSON; its shape is the action's (shared/contract/audit.ts). */
    details: text(),
  },
  (table) => [
    index('audit_site_at').on(table.site, table.at),
    index('audit_action').on(table.site, table.action, table.at),
    index('audit_actor')
      .on(table.site, table.actorKey, table.action, table.at)
      .where(isNotNull(table.actorKey)),
    index('audit_owner')
      .on(table.site, table.ownerKey, table.action, table.at)
      .where(isNotNull(table.ownerKey)),
    index('audit_token')
      .on(table.site, table.tokenId, table.action, table.at)
      .where(isNotNull(table.tokenId)),
  ],
);

/** One row a site that an administrator has set a webhook for. `updatedBy` is a person as JSON. */
export const webhooks = sqliteTable('webhooks', {
  site: text().primaryKey(),
  version: integer().notNull(),
  /** URL and signing secret, sealed under the pepper (worker/seal.ts): the URL of a chat is a secret as well. Null: none. */
  seal: text(),
  events: text({ mode: 'json' }).$type<WebhookEvent[]>().notNull(),
  shape: text().$type<WebhookShape>().notNull(),
  enabled: integer({ mode: 'boolean' }).notNull(),
  updatedAt: integer('updated_at').notNull(),
  updatedBy: text('updated_by', { mode: 'json' }).$type<Person>().notNull(),
});

/**
 * What a webhook has still to tell; written in the transaction of what it tells of. A row goes when it has arrived, or when
 * there have been enough tries. `nextAt` is when the next one may begin; a try moves it on before it starts, so that no two
 * Workers make the same one.
 */
export const webhookOutbox = sqliteTable(
  'webhook_outbox',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    /** Stays the same over all tries: the receiver knows a repetition by it. */
    id: text().notNull(),
    site: text().notNull(),
    event: text().$type<AnnouncedEvent>().notNull(),
    at: integer().notNull(),
    data: text().notNull(),
    attempts: integer().notNull().default(0),
    nextAt: integer('next_at').notNull(),
    /** What the last try came to, in words, and the status it was answered with; null where there was none. */
    failure: text(),
    status: integer(),
  },
  (table) => [index('webhook_outbox_next').on(table.site, table.nextAt)],
);

/** `mail`: until when tokens that end were looked for; the others: the last owner who was asked about. */
export type NightTask = 'owners' | 'gone-owners' | 'mail';

/** How far the nightly work of a site has come that takes several nights; `position` is where the next one goes on. */
export const nightProgress = sqliteTable(
  'night_progress',
  {
    site: text().notNull(),
    task: text().$type<NightTask>().notNull(),
    position: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.site, table.task] })],
);
