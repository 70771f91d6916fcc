import { describe, expect, it } from 'vitest';
import { lengthText, lifetimeOf, nearTime } from './dates.ts';

const now = new Date('2026-11-23T10:14:00').getTime();
const near = (text: string) => nearTime(new Date(text).getTime(), now);

describe('nearTime', () => {
  it.each([
    ['2026-11-23T10:13:40', 'now'],
    ['2026-11-23T10:12:00', '2 minutes ago'],
    ['2026-11-23T08:14:00', '2 hours ago'],
    ['2026-11-22T09:00:00', 'yesterday'],
    ['2026-11-18T23:00:00', '5 days ago'],
    ['2026-11-10T10:00:00', 'Nov 10, 2026'],
    ['2026-12-02T23:59:59', 'in 9 days'],
    ['2027-02-21T10:14:00', 'Feb 21, 2027'],
  ])('%s is %s', (instant, text) => {
    expect(near(instant)).toBe(text);
  });
});

describe('lifetimeOf', () => {
  it.each([
    [null, 'never'],
    ['2026-11-23T10:14:00', 'expired'],
    ['2026-12-07T10:14:00', 'soon'],
    ['2026-12-07T10:14:01', 'later'],
  ])('%s is %s', (instant, lifetime) => {
    expect(lifetimeOf(instant && new Date(instant).toISOString(), now)).toBe(lifetime);
  });
});

describe('lengthText', () => {
  it('calls 365 days a year', () => {
    expect(lengthText({ count: 365, unit: 'day' })).toBe('1 year');
    expect(lengthText({ count: 90, unit: 'day' })).toBe('90 days');
    expect(lengthText({ count: 6, unit: 'month' })).toBe('6 months');
  });
});
