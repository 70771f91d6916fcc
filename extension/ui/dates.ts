import type { Length } from '../../shared/days.ts';
import { dayMs } from '../../shared/lifetime.ts';
import { uiLocale } from '../i18n.ts';

/** What a table says of an instant: near ones relative, others as a date, in the person's own time zone and language. */

export const soonDays = 14;
const recentDays = 7;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** "21 February 2027, 10:14" */
export function fullTime(instant: number): string {
  return format('time', instant);
}

/** "21 February 2027" */
export function fullDate(instant: number): string {
  return format('long', instant);
}

/** "2 minutes ago", "yesterday", "in 9 days" near now, else "21 Feb 2027". */
export function nearTime(instant: number, now: number): string {
  const days = daysBetween(now, instant);
  const isNear = days >= -recentDays && days <= soonDays;
  return isNear ? relativeTime(instant, now) : format('medium', instant);
}

/** "21 Feb 2027" */
export function shortDate(instant: number): string {
  return format('medium', instant);
}

/** "26 Nov, 10:14", of this year or the next days of another */
export function shortTime(instant: number): string {
  return format('short', instant);
}

/** "90 days", "1 year"; a policy of 365 days is a year to people. */
export function lengthText({ count, unit }: Length): string {
  const isYears = unit === 'day' && count % 365 === 0;
  return new Intl.NumberFormat(uiLocale(), {
    style: 'unit',
    unit: isYears ? 'year' : unit,
    unitDisplay: 'long',
  }).format(isYears ? count / 365 : count);
}

/** "1 hour", "24 hours", "3 days": hours up to a day. */
export function durationText(seconds: number): string {
  const hours = seconds / 3600;
  const [count, unit] = hours <= 24 ? [hours, 'hour'] : [hours / 24, 'day'];
  return new Intl.NumberFormat(uiLocale(), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(count);
}

/** "in 40 seconds", "in 2 minutes" */
export function fromNow(seconds: number): string {
  const relative = new Intl.RelativeTimeFormat(uiLocale());
  return seconds > 90
    ? relative.format(Math.ceil(seconds / 60), 'minute')
    : relative.format(Math.ceil(seconds), 'second');
}

export type Lifetime = 'never' | 'expired' | 'soon' | 'later';

export function lifetimeOf(expiresAt: string | null, now: number): Lifetime {
  if (expiresAt === null) return 'never';
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return 'expired';
  return left <= soonDays * dayMs ? 'soon' : 'later';
}

/** "yesterday", "in 5 hours", "in 30 days" */
export function relativeTime(instant: number, now: number): string {
  relative ??= new Intl.RelativeTimeFormat(uiLocale(), { numeric: 'auto' });
  const distance = instant - now;
  const size = Math.abs(distance);
  if (size < minuteMs) return relative.format(0, 'second');
  if (size < hourMs) return relative.format(Math.trunc(distance / minuteMs), 'minute');
  if (size < dayMs) return relative.format(Math.trunc(distance / hourMs), 'hour');
  return relative.format(daysBetween(now, instant), 'day');
}

/** Midnights between two instants, in local time; a day of 23 or 25 hours is one day. */
function daysBetween(from: number, to: number): number {
  const midnight = (instant: number) => new Date(instant).setHours(0, 0, 0, 0);
  return Math.round((midnight(to) - midnight(from)) / dayMs);
}

// To make a formatter costs many times what using it does, and a table has hundreds of dates.
const styles = {
  time: { dateStyle: 'long', timeStyle: 'short' },
  long: { dateStyle: 'long' },
  medium: { dateStyle: 'medium' },
  short: { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const formats: Partial<Record<keyof typeof styles, Intl.DateTimeFormat>> = {};
let relative: Intl.RelativeTimeFormat | undefined;

function format(style: keyof typeof styles, instant: number): string {
  formats[style] ??= new Intl.DateTimeFormat(uiLocale(), styles[style]);
  return formats[style].format(instant);
}
