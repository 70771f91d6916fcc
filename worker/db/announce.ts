import { and, asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Person } from '../../shared/contract/user.ts';
import type { WebhookEvent } from '../../shared/contract/webhook.ts';
import { maxToldTokens } from '../domain/announcement.ts';
import { never, tokens, webhookOutbox, webhooks } from './schema.ts';

/** What is told of tokens; `more` holds JSON values beside them. */
export interface TokenNews {
  event: WebhookEvent;
  which: SQL | undefined;
  by: Person | null;
  more?: Record<string, string | number>;
  /** What a policy lets tokens live, where it may be less than they say themselves. */
  longestMs?: number;
}

/**
 * Statements that put news into a site's outbox, to stand in the batch of what they tell of, where its webhook wants them:
 * one transaction, so that no change goes untold. `ofTokens` stands before what deletes the tokens and behind other deeds.
 */
export function createAnnouncer(db: DrizzleD1Database, now: () => number) {
  function insert(site: string, event: WebhookEvent, data: SQL, condition: SQL) {
    const row = {
      seq: sql`NULL`,
      id: sql`'msg_' || lower(hex(randomblob(16)))`,
      site: sql`${site}`,
      event: sql`${event}`,
      at: sql`${now()}`,
      data,
      attempts: sql`0`,
      nextAt: sql`${now()}`,
      failure: sql`NULL`,
      status: sql`NULL`,
    } satisfies Record<keyof typeof webhookOutbox.$inferSelect, SQL>;
    const fields = Object.keys(getTableColumns(webhookOutbox)) as (keyof typeof row)[];
    const values = fields.map((field) => row[field]);
    const where = and(isWanted(site, event), condition);
    return db
      .insert(webhookOutbox)
      .select(sql`SELECT ${sql.join(values, sql`, `)} FROM ${webhooks} WHERE ${where}`);
  }

  return {
    /** One message for all of the tokens, naming the first of them. */
    ofTokens(site: string, { event, which, by, more = {}, longestMs = never }: TokenNews) {
      const named = sql`SELECT * FROM ${tokens} WHERE ${which} ORDER BY ${asc(tokens.seq)} LIMIT ${maxToldTokens}`;
      const data = jsonObject({
        by: json(by),
        count: sql`(SELECT count(*) FROM ${tokens} WHERE ${which})`,
        tokens: sql`json((SELECT json_group_array(${toldToken(longestMs)}) FROM (${named}) AS tokens))`,
        ...more,
      });
      return insert(site, event, data, sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${which})`);
    },

    /** Unless `condition` does not hold at that moment. */
    of(site: string, event: WebhookEvent, data: object, condition: SQL) {
      return insert(site, event, sql`${JSON.stringify(data)}`, condition);
    },
  };
}

function json(value: unknown): SQL {
  return sql`json(${JSON.stringify(value)})`;
}

function jsonObject(fields: Record<string, unknown>): SQL {
  const pairs = Object.entries(fields).map(
    ([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`,
  );
  return sql`json_object(${sql.join(pairs, sql`, `)})`;
}

/** A ToldToken, made of its row. */
function toldToken(longestMs: number): SQL {
  return jsonObject({
    id: tokens.id,
    description: tokens.description,
    scope: tokens.scope,
    owner: jsonObject({
      key: tokens.ownerKey,
      name: tokens.ownerName,
      displayName: tokens.ownerDisplayName,
    }),
    createdAt: tokens.createdAt,
    expiresAt: sql`nullif(${endOf(longestMs)}, ${never})`,
  });
}

/** When a token really ends, where a policy lets none live longer than this; never is the last instant that there is. */
export function endOf(longestMs: number): SQL {
  return sql`min(${tokens.expiresAt}, ${tokens.createdAt} + ${longestMs})`;
}

/** Of a site's row in `webhooks`: somebody listens to this event. */
export function isWanted(site: string, event: WebhookEvent): SQL | undefined {
  return and(
    eq(webhooks.site, site),
    eq(webhooks.enabled, true),
    sql`EXISTS (SELECT 1 FROM json_each(${webhooks.events}) WHERE value = ${event})`,
  );
}
