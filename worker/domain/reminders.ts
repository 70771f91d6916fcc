import { dayMs } from '../../shared/lifetime.ts';

/** So many days before its end a token is told of, the most urgent first: each token is told of once in a night. */
const reminderDays = [1, 3, 14];

/** Tokens that end in `(from, to]`, epoch milliseconds, and were given longer than `shortestMs`. */
export interface DueReminder {
  days: number;
  from: number;
  to: number;
  shortestMs: number;
  /** What the policy lets tokens live; null is no bound. */
  longestMs: number | null;
}

/** The same, of tokens that came so near since an instant; each at its most urgent distance alone. */
export function remindersSince(
  since: number,
  maxLifetimeDays: number | null,
  now: number,
): DueReminder[] {
  let nearer = now;
  return remindersDue(maxLifetimeDays, now).map((reminder) => {
    const from = Math.max(since + reminder.days * dayMs, nearer);
    nearer = reminder.to;
    return { ...reminder, from };
  });
}

/** A token that never was to live for 14 days is not told of as one that has only 14 left. */
export function remindersDue(maxLifetimeDays: number | null, now: number): DueReminder[] {
  const longestMs = maxLifetimeDays === null ? null : maxLifetimeDays * dayMs;
  return reminderDays.map((days) => ({
    days,
    from: now,
    to: now + days * dayMs,
    shortestMs: days * dayMs,
    longestMs,
  }));
}
