/** Calendar days and lengths in the time zone of the person looking (the runtime's own); instants are epoch milliseconds. */
import { dayMs, judgeExpiry } from './lifetime.ts';

/** A calendar day as `<input type="date">` speaks: `YYYY-MM-DD`. */
export type Day = string;

export interface Length {
  count: number;
  unit: 'day' | 'month' | 'year';
}

const presets: readonly Length[] = [
  { count: 7, unit: 'day' },
  { count: 30, unit: 'day' },
  { count: 60, unit: 'day' },
  { count: 90, unit: 'day' },
  { count: 6, unit: 'month' },
  { count: 1, unit: 'year' },
];

/** The same time of day, so much later; where a month is too short for the day, on its last one. */
export function addLength(instant: number, { count, unit }: Length): number {
  const date = new Date(instant);
  if (unit === 'day') {
    date.setDate(date.getDate() + count);
    return date.getTime();
  }
  const day = date.getDate();
  date.setMonth(date.getMonth() + (unit === 'year' ? 12 * count : count));
  if (date.getDate() !== day) date.setDate(0);
  return date.getTime();
}

export function dayOf(instant: number): Day {
  const date = new Date(instant);
  const pad = (part: number, length: number) => String(part).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** The first instant of a day, midnight where daylight saving does not skip it; undefined where the text is no day of the calendar. */
export function startOfDay(day: Day): number | undefined {
  const instant = new Date(`${day}T00:00:00`).getTime();
  return !Number.isNaN(instant) && dayOf(instant) === day ? instant : undefined;
}

/** The last second of a day. */
export function endOfDay(day: Day): number | undefined {
  const start = startOfDay(day);
  return start === undefined ? undefined : startOfDayFrom(start, 1) - 1000;
}

/** The first instant of the day so many days after (or before, negative) the one of this instant; days have 23 to 25 hours. */
export function startOfDayFrom(instant: number, days: number): number {
  const date = new Date(instant);
  // Counted from noon: an hour that daylight saving skips on the way or at the end would lead to another day.
  date.setHours(12, 0, 0, 0);
  date.setDate(date.getDate() + days);
  return date.setHours(0, 0, 0, 0);
}

export interface LengthPolicy {
  maxLifetimeDays: number | null;
  defaultLifetimeDays: number | null;
}

/** The lengths to offer, shortest first: the usual ones a policy allows, its default and its longest. */
export function offeredLengths(
  { maxLifetimeDays, defaultLifetimeDays }: LengthPolicy,
  now: number,
): Length[] {
  const offered: Length[] = [];
  for (const length of [...presets, inDays(defaultLifetimeDays), inDays(maxLifetimeDays)]) {
    if (!length) continue;
    const end = addLength(now, length);
    const isAllowed = judgeExpiry(end, maxLifetimeDays, now).kind === 'allowed';
    // 365 days and a year are one thing to people.
    const isNew = offered.every((other) => Math.abs(addLength(now, other) - end) > 1.5 * dayMs);
    if (isAllowed && isNew) offered.push(length);
  }
  return offered.sort((a, b) => addLength(now, a) - addLength(now, b));
}

/** The length to begin with: the policy's default, or the longest up to 90 days. */
export function initialLength(policy: LengthPolicy, now: number): Length | undefined {
  const wish = addLength(now, { count: policy.defaultLifetimeDays ?? 90, unit: 'day' });
  const offered = offeredLengths(policy, now);
  return offered.findLast((length) => addLength(now, length) <= wish + 1.5 * dayMs) ?? offered[0];
}

function inDays(count: number | null): Length | undefined {
  return count === null ? undefined : { count, unit: 'day' };
}
