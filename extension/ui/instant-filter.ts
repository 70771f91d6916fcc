import { addLength, type Day, startOfDay, startOfDayFrom } from '../../shared/days.ts';

/** What a list is narrowed to by one of its instants; in the time zone of the person looking. */

export type InstantField = 'created' | 'lastUsed' | 'expires';
export const instantFields = ['created', 'lastUsed', 'expires'] as const satisfies InstantField[];

const past = ['today', 'last7', 'last30', 'last90', 'lastYear'] as const;

/** What is offered for each. They are relative to today, and judged anew at each load. */
export const presetsOf = {
  created: past,
  lastUsed: [...past, 'neverUsed', 'notIn90'],
  expires: ['expired', 'next7', 'next30', 'next90', 'neverExpires'],
} as const satisfies Record<InstantField, readonly string[]>;

export type Preset = (typeof presetsOf)[InstantField][number];

/** Whole days, both included; an end that is left out is open. */
export interface DayRange {
  from?: Day | undefined;
  to?: Day | undefined;
}

export type InstantFilter = Preset | DayRange;

/** Half-open, epoch milliseconds; `never` adds what has no such instant. */
export interface InstantRange {
  from?: number | undefined;
  to?: number | undefined;
  never?: true;
}

/** "Last 7 days" holds whatever a table calls "7 days ago", so it begins with that day; "not in the last 90" is all that is older. */
const meanings: Record<Preset, (now: number) => InstantRange> = {
  today: (now) => ({ from: startOfDayFrom(now, 0) }),
  last7: (now) => ({ from: startOfDayFrom(now, -7) }),
  last30: (now) => ({ from: startOfDayFrom(now, -30) }),
  last90: (now) => ({ from: startOfDayFrom(now, -90) }),
  lastYear: (now) => ({
    from: startOfDayFrom(addLength(now, { count: -1, unit: 'year' }), 0),
  }),
  neverUsed: () => ({ never: true }),
  notIn90: (now) => ({ to: startOfDayFrom(now, -90), never: true }),
  // At its very instant a token is expired.
  expired: (now) => ({ to: now + 1 }),
  next7: (now) => ({ from: now + 1, to: startOfDayFrom(now, 8) }),
  next30: (now) => ({ from: now + 1, to: startOfDayFrom(now, 31) }),
  next90: (now) => ({ from: now + 1, to: startOfDayFrom(now, 91) }),
  neverExpires: () => ({ never: true }),
};

export function rangeOf(filter: InstantFilter, now: number): InstantRange {
  if (typeof filter === 'string') return meanings[filter](now);
  const from = filter.from === undefined ? undefined : startOfDay(filter.from);
  const last = filter.to === undefined ? undefined : startOfDay(filter.to);
  return { from, to: last === undefined ? undefined : startOfDayFrom(last, 1) };
}

/** The days that can be asked for: what a date field lets choose, and an instant of the API can say. */
export const firstDay: Day = '1970-01-02';
export const lastDay: Day = '9998-12-31';

export type RangeProblem = 'none' | 'noDay' | 'backwards';

/** What is wrong with a range, and at which end. */
export function rangeProblem({
  from,
  to,
}: DayRange): { at: keyof DayRange; kind: RangeProblem } | undefined {
  if (from === undefined && to === undefined) return { at: 'from', kind: 'none' };
  if (from !== undefined && !isDay(from)) return { at: 'from', kind: 'noDay' };
  if (to !== undefined && !isDay(to)) return { at: 'to', kind: 'noDay' };
  const isBackwards = from !== undefined && to !== undefined && from > to;
  return isBackwards ? { at: 'to', kind: 'backwards' } : undefined;
}

function isDay(text: string): boolean {
  return text >= firstDay && text <= lastDay && startOfDay(text) !== undefined;
}

/** As it stands in an address: a preset's name, or `2026-01-01..2026-01-31` with either end left out. */
export function formatFilter(filter: InstantFilter): string {
  return typeof filter === 'string' ? filter : `${filter.from ?? ''}..${filter.to ?? ''}`;
}

/** Undefined for whatever `formatFilter` does not write for this field. */
export function parseFilter(field: InstantField, text: string): InstantFilter | undefined {
  const preset = presetsOf[field].find((name) => name === text);
  if (preset) return preset;
  const [from, to, ...more] = text.split('..');
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  const range = { from: from || undefined, to: to || undefined };
  return rangeProblem(range) ? undefined : range;
}
