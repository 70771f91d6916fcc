import { and, asc, count, desc, eq, gte, isNotNull, lt, lte, or, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Announcement } from '../domain/announcement.ts';
import { createAuditWriter } from './audit.ts';
import { webhookOutbox as outbox } from './schema.ts';

/** How long after each try the next one may begin; after the last one, how long that may still be on its way. */
const minute = 60_000;
const backOff = [5, 30, 120, 300, 600, 2].map((minutes) => minutes * minute);
export const maxAttempts = backOff.length;

/** What has not arrived after this time never will. */
export const keptMs = 3 * 24 * 60 * minute;
/** So many are given up in one go. */
const maxGivenUp = 20;

export interface Delivery {
  seq: number;
  id: string;
  announcement: Announcement;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** What the webhook of one site has still to tell. */
export function createOutbox(db: DrizzleD1Database, site: string, now: () => number) {
  const here = eq(outbox.site, site);
  const one = (seq: number) => and(here, eq(outbox.seq, seq));
  const audit = createAuditWriter(db, now);

  return {
    /** The oldest that is due, which no other go will take meanwhile; a try that is never ended counts as one. */
    async takeNext(): Promise<Delivery | undefined> {
      const isDue = and(here, lte(outbox.nextAt, now()), lt(outbox.attempts, maxAttempts));
      const next = sql`(SELECT seq FROM ${outbox} WHERE ${isDue} ORDER BY ${asc(outbox.nextAt)}, ${asc(outbox.seq)} LIMIT 1)`;
      const pause = sql`json_extract(${JSON.stringify(backOff)}, '$[' || ${outbox.attempts} || ']')`;
      const [row] = await db
        .update(outbox)
        .set({ attempts: sql`${outbox.attempts} + 1`, nextAt: sql`${now()} + ${pause}` })
        .where(sql`${outbox.seq} = ${next}`)
        .returning();
      if (!row) return undefined;
      const { seq, id, event, at, data } = row;
      return { seq, id, announcement: { event, at, data: JSON.parse(data) } as Announcement };
    },

    async remove(seq: number): Promise<void> {
      await db.delete(outbox).where(one(seq));
    },

    async noteFailure(seq: number, { detail, status }: { detail: string; status: number | null }) {
      await db.update(outbox).set({ failure: detail, status }).where(one(seq));
    },

    /** Lets go of what was tried often enough, or has waited for too long, and says so in the audit. */
    async giveUp(): Promise<number> {
      const isSpent = and(gte(outbox.attempts, maxAttempts), lte(outbox.nextAt, now()));
      const isLost = and(here, or(isSpent, lt(outbox.at, now() - keptMs)));
      const lost = await db.select().from(outbox).where(isLost).limit(maxGivenUp);
      const nobody = { by: null, address: null, userAgent: null, requestId: null };
      const [first, ...others] = lost.map(({ seq, event, attempts, status }) =>
        audit.of(
          { site, action: 'webhook.failed', details: { event, attempts, status }, ...nobody },
          sql`EXISTS (SELECT 1 FROM ${outbox} WHERE ${one(seq)})`,
        ),
      );
      if (!first) return 0;
      const seqs = JSON.stringify(lost.map(({ seq }) => seq));
      const gone = sql`${outbox.seq} IN (SELECT value FROM json_each(${seqs}))`;
      await db.batch([first, ...others, db.delete(outbox).where(gone)]);
      return lost.length;
    },

    async state(): Promise<{ pending: number; lastFailure: string | null }> {
      const [waiting, failures] = await db.batch([
        db.select({ pending: count() }).from(outbox).where(here),
        db
          .select({ failure: outbox.failure })
          .from(outbox)
          .where(and(here, isNotNull(outbox.failure)))
          .orderBy(desc(outbox.nextAt))
          .limit(1),
      ]);
      return { pending: waiting[0]?.pending ?? 0, lastFailure: failures[0]?.failure ?? null };
    },
  };
}
