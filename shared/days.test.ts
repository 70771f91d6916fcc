import { describe, expect, it } from 'vitest';
import { addLength, dayOf, endOfDay, initialLength, offeredLengths } from './days.ts';

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
