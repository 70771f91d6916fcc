import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  addLength,
  dayOf,
  endOfDay,
  initialLength,
  offeredLengths,
  startOfDay,
  startOfDayFrom,
} from './days.ts';

const local = (text: string) => new Date(text).getTime();
const now = local('2026-11-23T10:14:00');

describe('addLength', () => {
  it.each([
    [{ count: 90, unit: 'day' }, '2027-02-21T10:14:00'],
    [{ count: 6, unit: 'month' }, '2027-05-23T10:14:00'],
    [{ count: 1, unit: 'year' }, '2027-11-23T10:14:00'],
  ] as const)('%o from 23 November 2026', (length, end) => {
    expect(addLength(now, length)).toBe(local(end));
  });

  it('ends on the last day of a month that is too short', () => {
    expect(addLength(local('2026-08-31T08:00'), { count: 6, unit: 'month' })).toBe(
      local('2027-02-28T08:00'),
    );
    expect(addLength(local('2028-02-29T08:00'), { count: 1, unit: 'year' })).toBe(
      local('2029-02-28T08:00'),
    );
  });
});

describe('days', () => {
  it('are written and read in local time', () => {
    expect(dayOf(local('2026-03-05T00:00:00'))).toBe('2026-03-05');
    expect(endOfDay('2026-03-05')).toBe(local('2026-03-05T23:59:59'));
  });

  it.each(['2026-02-30', '2026-13-01', '', 'tomorrow', '2026-3-5'])('%j is none', (text) => {
    expect(endOfDay(text)).toBeUndefined();
  });
});

describe('the bounds of a day', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const utc = (instant: number | undefined) => new Date(instant ?? Number.NaN).toISOString();

  it.each([
    ['an ordinary one', 'Europe/Berlin', '2026-11-23', '2026-11-22T23:00', '2026-11-23T23:00'],
    ['23 hours', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['25 hours', 'Europe/Berlin', '2026-10-25', '2026-10-24T22:00', '2026-10-25T23:00'],
    ['23 hours', 'America/New_York', '2026-03-08', '2026-03-08T05:00', '2026-03-09T04:00'],
    ['25 hours', 'America/New_York', '2026-11-01', '2026-11-01T04:00', '2026-11-02T05:00'],
    ['no midnight', 'Africa/Cairo', '2026-04-24', '2026-04-23T22:00', '2026-04-24T21:00'],
    ['midnight twice', 'America/Havana', '2026-11-01', '2026-11-01T04:00', '2026-11-02T05:00'],
    ['23 hours twice', 'America/Sao_Paulo', '2019-02-16', '2019-02-16T02:00', '2019-02-17T03:00'],
    ['no 23 hours', 'America/Nuuk', '2026-03-28', '2026-03-28T02:00', '2026-03-29T01:00'],
    ['half an hour', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30', '2026-10-04T13:00'],
    ['before a day left out', 'Pacific/Apia', '2011-12-29', '2011-12-29T10:00', '2011-12-30T10:00'],
    ['UTC', 'UTC', '2028-02-29', '2028-02-29T00:00', '2028-03-01T00:00'],
  ])('with %s in %s on %s', (_, zone, day, from, to) => {
    vi.stubEnv('TZ', zone);
    const start = startOfDay(day);
    expect(utc(start)).toBe(`${from}:00.000Z`);
    expect(utc(start && startOfDayFrom(start, 1))).toBe(`${to}:00.000Z`);
    expect(utc(endOfDay(day))).toBe(utc(Date.parse(`${to}Z`) - 1000));
  });

  it('are none of a day that the time zone left out', () => {
    vi.stubEnv('TZ', 'Pacific/Apia');
    expect(startOfDay('2011-12-30')).toBeUndefined();
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T00:30', -1, '2026-03-28T00:00'],
    ['Europe/Berlin', '2026-10-25T02:30', 1, '2026-10-26T00:00'],
    ['Europe/Berlin', '2026-04-05T02:30', -7, '2026-03-29T00:00'],
    ['America/Nuuk', '2026-03-27T23:30', 1, '2026-03-28T00:00'],
    ['Africa/Cairo', '2026-05-01T00:10', -7, '2026-04-24T01:00'],
    ['Asia/Kolkata', '2026-11-23T03:00', -90, '2026-08-25T00:00'],
  ])('are found from any hour: in %s from %s by %i days', (zone, at, days, start) => {
    vi.stubEnv('TZ', zone);
    expect(startOfDayFrom(local(at), days)).toBe(local(start));
  });
});

describe('offeredLengths', () => {
  const offer = (maxLifetimeDays: number | null, defaultLifetimeDays: number | null = null) =>
    offeredLengths({ maxLifetimeDays, defaultLifetimeDays }, now).map(
      ({ count, unit }) => `${count} ${unit}`,
    );

  it('are the usual ones where the policy has no bound, or a year', () => {
    const usual = ['7 day', '30 day', '60 day', '90 day', '6 month', '1 year'];
    expect(offer(null)).toEqual(usual);
    expect(offer(365, 90)).toEqual(usual);
  });

  it('stop at the policy, and include its own default and bound', () => {
    expect(offer(20)).toEqual(['7 day', '20 day']);
    expect(offer(100, 45)).toEqual(['7 day', '30 day', '45 day', '60 day', '90 day', '100 day']);
    expect(offer(1)).toEqual(['1 day']);
  });

  it('offer a year under a policy of 365 days also when a leap day makes it 366', () => {
    const lengths = offeredLengths(
      { maxLifetimeDays: 365, defaultLifetimeDays: null },
      local('2027-06-01T12:00'),
    );
    expect(lengths.at(-1)).toEqual({ count: 1, unit: 'year' });
  });
});

describe('initialLength', () => {
  it.each([
    [365, 30, '30 day'],
    [null, null, '90 day'],
    [20, null, '20 day'],
    [null, 45, '45 day'],
    [10, 90, '10 day'],
  ])('within %s days, by default %s: %s', (maxLifetimeDays, defaultLifetimeDays, expected) => {
    const length = initialLength({ maxLifetimeDays, defaultLifetimeDays }, now);
    expect(`${length?.count} ${length?.unit}`).toBe(expected);
  });
});
