import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  formatFilter,
  instantFields,
  parseFilter,
  presetsOf,
  rangeOf,
  rangeProblem,
} from './instant-filter.ts';

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
const local = (text: string) => new Date(text).getTime();

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(zones)('presets in %s', (zone) => {
  const now = '2026-11-23T10:14:00';
  const range = (preset: Parameters<typeof rangeOf>[0]) => {
    vi.stubEnv('TZ', zone);
    return rangeOf(preset, local(now));
  };

  it.each([
    ['today', '2026-11-23'],
    ['last7', '2026-11-16'],
    ['last30', '2026-10-24'],
    ['last90', '2026-08-25'],
    ['lastYear', '2025-11-23'],
  ] as const)('%s begins with %s', (preset, day) => {
    expect(range(preset)).toEqual({ from: local(`${day}T00:00`) });
  });

  it.each([
    ['next7', '2026-12-01'],
    ['next30', '2026-12-24'],
    ['next90', '2027-02-22'],
  ] as const)('%s ends before %s', (preset, day) => {
    expect(range(preset)).toEqual({ from: local(now) + 1, to: local(`${day}T00:00`) });
  });

  it('not in the last 90 days is the rest of the last 90, with what was never used', () => {
    expect(range('notIn90')).toEqual({ to: range('last90').from, never: true });
  });

  it('expired is what ends now or earlier, and what expires next begins after it', () => {
    expect(range('expired')).toEqual({ to: local(now) + 1 });
    expect(range('next7').from).toBe(range('expired').to);
  });

  it('never is exactly what has no instant', () => {
    expect([range('neverUsed'), range('neverExpires')]).toEqual([{ never: true }, { never: true }]);
  });
});

describe('where daylight saving begins or ends', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T12:00', 'today', '2026-03-28T23:00'],
    ['Europe/Berlin', '2026-04-02T12:00', 'last7', '2026-03-25T23:00'],
    ['Europe/Berlin', '2026-10-26T00:10', 'last7', '2026-10-18T22:00'],
    ['America/New_York', '2026-03-08T23:00', 'today', '2026-03-08T05:00'],
    ['America/New_York', '2027-01-01T08:00', 'last90', '2026-10-03T04:00'],
    ['Africa/Cairo', '2026-04-24T15:00', 'today', '2026-04-23T22:00'],
    ['Pacific/Auckland', '2026-09-27T04:00', 'today', '2026-09-26T12:00'],
    ['UTC', '2028-02-29T12:00', 'lastYear', '2027-02-28T00:00'],
  ] as const)('in %s at %s: %s begins at %s UTC', (zone, now, preset, start) => {
    vi.stubEnv('TZ', zone);
    expect(rangeOf(preset, local(now)).from).toBe(Date.parse(`${start}Z`));
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Africa/Cairo', '2026-04-24', 23],
    ['America/Nuuk', '2026-03-28', 23],
    ['Asia/Kolkata', '2026-03-29', 24],
  ])('in %s %s is one whole day of %d hours', (zone, day, hours) => {
    vi.stubEnv('TZ', zone);
    const { from = 0, to = 0 } = rangeOf({ from: day, to: day }, 0);
    expect((to - from) / 3_600_000).toBe(hours);
  });
});

describe('a range of days', () => {
  it('is half-open in instants and holds both its days', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(rangeOf({ from: '2026-10-31', to: '2026-11-01' }, 0)).toEqual({
      from: Date.parse('2026-10-31T04:00Z'),
      to: Date.parse('2026-11-02T05:00Z'),
    });
  });

  it('may be open at either end', () => {
    expect(rangeOf({ from: '2026-01-01' }, 0)).toEqual({ from: local('2026-01-01T00:00') });
    expect(rangeOf({ to: '2026-01-01' }, 0)).toEqual({ to: local('2026-01-02T00:00') });
  });

  it.each([
    [{}, { at: 'from', kind: 'none' }],
    [{ from: '2026-02-30' }, { at: 'from', kind: 'noDay' }],
    [{ from: '0202-01-01' }, { at: 'from', kind: 'noDay' }],
    [{ to: '9999-12-31' }, { at: 'to', kind: 'noDay' }],
    [
      { from: '2026-02-02', to: '2026-02-01' },
      { at: 'to', kind: 'backwards' },
    ],
    [{ from: '2026-02-02', to: '2026-02-02' }, undefined],
    [{ to: '2026-02-02' }, undefined],
  ] as const)('%o has the problem %o', (range, problem) => {
    expect(rangeProblem(range)).toEqual(problem);
  });
});

describe('in an address', () => {
  const all = instantFields.flatMap((field) => [
    ...presetsOf[field].map((preset) => [field, preset] as const),
    [field, { from: '2026-01-01', to: '2026-01-31' }] as const,
    [field, { from: '2026-01-01' }] as const,
    [field, { to: '2026-01-31' }] as const,
  ]);

  it.each(all)('%s %o comes back', (field, filter) => {
    expect(parseFilter(field, formatFilter(filter))).toEqual(filter);
  });

  it.each([
    ['created', 'neverUsed'],
    ['created', 'expired'],
    ['expires', 'last7'],
    ['created', 'constructor'],
    ['created', '__proto__'],
    ['created', ''],
    ['created', '..'],
    ['created', '2026-01-01'],
    ['created', '2026-01-01..2026-01-02..'],
    ['created', '2026-01-02..2026-01-01'],
    ['created', '2026-02-30..'],
    ['created', '+275760-09-13..'],
    ['created', '1970-01-01T00:00:00Z..'],
    ['lastUsed', ' today'],
    ['lastUsed', 'TODAY'],
  ] as const)('%s=%s is none', (field, text) => {
    expect(parseFilter(field, text)).toBeUndefined();
  });
});
