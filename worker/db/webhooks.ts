import { and, eq, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { NewEvent } from '../domain/audit.ts';
import { createAuditWriter } from './audit.ts';
import { webhookOutbox, webhooks } from './schema.ts';

export type WebhookRow = typeof webhooks.$inferSelect;

export type WebhookStore = ReturnType<typeof createWebhookStore>;

/** The webhook of one site. */
export function createWebhookStore(db: DrizzleD1Database, site: string, now: () => number) {
  const audit = createAuditWriter(db, now);

  return {
    async read(): Promise<WebhookRow | undefined> {
      const [row] = await db.select().from(webhooks).where(eq(webhooks.site, site));
      return row;
    },

    /** Unless somebody has saved it meanwhile. */
    async reseal(before: string, after: string): Promise<void> {
      await db
        .update(webhooks)
        .set({ seal: after })
        .where(and(eq(webhooks.site, site), eq(webhooks.seal, before)));
    },

    async noteTest(event: NewEvent): Promise<void> {
      await audit.of(event);
    },

    /**
     * Saves it with its event, and drops what it had still to tell where it shall tell nothing any more. False, and nothing
     * done, where the stored version is not the one before this.
     */
    async save(row: Omit<WebhookRow, 'site'>, event: NewEvent): Promise<boolean> {
      const before = row.version - 1;
      const stored = sql`coalesce((SELECT version FROM ${webhooks} WHERE site = ${site}), 0)`;
      const isCurrent = sql`${stored} = ${before}`;
      const isSilent = row.seal === null || !row.enabled;
      const saved = { site: webhooks.site };
      const write =
        before === 0
          ? db
              .insert(webhooks)
              .values({ site, ...row })
              .onConflictDoNothing()
              .returning(saved)
          : db
              .update(webhooks)
              .set(row)
              .where(and(eq(webhooks.site, site), eq(webhooks.version, before)))
              .returning(saved);
      const [, , written] = await db.batch([
        audit.of(event, isCurrent),
        db
          .delete(webhookOutbox)
          .where(and(eq(webhookOutbox.site, site), isCurrent, isSilent ? undefined : sql`0`)),
        write,
      ]);
      return written.length > 0;
    },
  };
}
