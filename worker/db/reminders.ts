import { and, between, count, eq, gt, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { ToldToken } from '../domain/announcement.ts';
import type { DueReminder } from '../domain/reminders.ts';
import { createAnnouncer, endOf, isWanted } from './announce.ts';
import { never, tokens, webhooks } from './schema.ts';
import { tokenOf } from './token-row.ts';

/** News of tokens that end soon. */
export function createReminderStore(db: DrizzleD1Database, site: string, now: () => number) {
  const announce = createAnnouncer(db, now);

  return {
    /** Whether anybody wants to hear of it. */
    async isWanted(): Promise<boolean> {
      const wanted = await db
        .select({ site: webhooks.site })
        .from(webhooks)
        .where(isWanted(site, 'token.expiring'));
      return wanted.length > 0;
    },

    /** The row numbers of these tokens, those that end first before the others. */
    async find(reminder: DueReminder, limit: number): Promise<number[]> {
      const rows = await db
        .select({ seq: tokens.seq })
        .from(tokens)
        .where(and(eq(tokens.site, site), isNear(reminder), isDue(reminder)))
        .orderBy(endOf(reminder.longestMs ?? never), tokens.seq)
        .limit(limit);
      return rows.map(({ seq }) => seq);
    },

    /** The first of these tokens, and how many there are; also those that the webhook has told of. */
    async findEnding(reminder: DueReminder, limit: number) {
      const end = endOf(reminder.longestMs ?? never);
      const which = and(eq(tokens.site, site), isNear(reminder), isEnding(reminder));
      const [found, [total]] = await db.batch([
        db
          .select({ row: tokens, expiresAt: sql<number>`${end}` })
          .from(tokens)
          .where(which)
          .orderBy(end, tokens.seq)
          .limit(limit),
        db.select({ count: count() }).from(tokens).where(which),
      ]);
      const told = found.map(({ row, expiresAt }): ToldToken => ({ ...tokenOf(row), expiresAt }));
      return { tokens: told, count: total?.count ?? 0 };
    },

    /** Puts one message about those of them that are still due into the outbox, and notes it with them. */
    async tell(seqs: readonly number[], reminder: DueReminder): Promise<void> {
      const isOne = sql`${tokens.seq} IN (SELECT value FROM json_each(${JSON.stringify(seqs)}))`;
      const which = and(isOne, isDue(reminder));
      const { days, longestMs } = reminder;
      await db.batch([
        announce.ofTokens(site, {
          event: 'token.expiring',
          which,
          by: null,
          more: { days },
          longestMs: longestMs ?? never,
        }),
        db.update(tokens).set({ remindedDays: days }).where(which),
      ]);
    },
  };
}

/** What the indexes can find of those that are due: their own end or, by the policy, the day they were made is near. */
function isNear({ from, to, longestMs }: DueReminder): SQL | undefined {
  const ownEnd = between(tokens.expiresAt, from, to);
  if (longestMs === null) return ownEnd;
  return or(ownEnd, between(tokens.createdAt, from - longestMs, to - longestMs));
}

/** Once each, at each distance. */
function isDue(reminder: DueReminder): SQL | undefined {
  const { days } = reminder;
  return and(isEnding(reminder), or(isNull(tokens.remindedDays), gt(tokens.remindedDays, days)));
}

/** Not those whose end is meant, since they were rotated away, and not those that nobody is there to make anew. */
function isEnding({ from, to, shortestMs, longestMs }: DueReminder): SQL | undefined {
  const end = endOf(longestMs ?? never);
  return and(
    sql`${end} > ${from} AND ${end} <= ${to}`,
    sql`${end} - ${tokens.createdAt} > ${shortestMs}`,
    isNull(tokens.replacedBy),
    isNull(tokens.ownerGoneAt),
  );
}
