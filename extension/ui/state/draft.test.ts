import { describe, expect, it } from 'vitest';
import {
  type Draft,
  dayBounds,
  emptyDraft,
  expiryOf,
  problemsOf,
  type TokenPolicy,
} from './draft.ts';

const now = new Date('2026-11-23T10:14:00').getTime();
const policy: TokenPolicy = {
  maxLifetimeDays: 365,
  defaultLifetimeDays: 90,
  forcedScope: null,
  maxTokensPerUser: 50,
};
const alice = { key: 'a', name: 'alice', displayName: 'Alice' };
const draft: Draft = { ...emptyDraft(alice, policy, now), description: 'Nightly' };

describe('emptyDraft', () => {
  it('begins with the default lifetime and the lesser scope', () => {
    expect(draft).toMatchObject({ expiry: { length: { count: 90, unit: 'day' } }, scope: 'read' });
  });
});

describe('expiry', () => {
  it('of a day is its end, of a length the same time of day', () => {
    expect(expiryOf({ kind: 'day', day: '2026-12-01' }, policy, now)).toBe(
      new Date('2026-12-01T23:59:59').getTime(),
    );
    expect(expiryOf(draft.expiry, policy, now)).toBe(new Date('2027-02-21T10:14:00').getTime());
    expect(expiryOf({ kind: 'never' }, policy, now)).toBeNull();
    expect(expiryOf({ kind: 'day', day: '' }, policy, now)).toBeUndefined();
  });

  it('lies between today and the last day of the policy', () => {
    expect(dayBounds(policy, now)).toEqual({ first: '2026-11-23', last: '2027-11-23' });
    expect(dayBounds({ ...policy, maxLifetimeDays: null }, now).last).toBeUndefined();
  });

  it.each([
    [{ kind: 'day', day: '2026-11-22' }, 'past'],
    [{ kind: 'day', day: '2026-11-23' }, undefined],
    [{ kind: 'day', day: '2027-11-23' }, undefined],
    [{ kind: 'day', day: '2027-11-25' }, 'beyond'],
    [{ kind: 'day', day: '' }, 'date'],
    [{ kind: 'never' }, 'beyond'],
  ] as const)('%o: %s', (expiry, kind) => {
    expect(problemsOf({ ...draft, expiry }, policy, now).expiry?.kind).toBe(kind);
  });

  it('may be never where the policy has no bound', () => {
    const free = { ...policy, maxLifetimeDays: null };
    expect(problemsOf({ ...draft, expiry: { kind: 'never' } }, free, now)).toEqual({});
  });
});

describe('other fields', () => {
  it.each([
    [{ description: ' ' }, { description: { kind: 'empty' } }],
    [{ description: 'x'.repeat(201) }, { description: { kind: 'long' } }],
    [{ description: '🚪'.repeat(200) }, {}],
    [{ description: 'a\u202eb' }, { description: { kind: 'characters' } }],
    [{ ranges: '10.0.0.0/8, 2001:db8::/32\n192.0.2.1' }, {}],
    [{ ranges: '10.0.0.1/8' }, { ranges: { kind: 'ranges', text: '10.0.0.1/8' } }],
    [{ ranges: '10.0.0.1 '.repeat(51) }, { ranges: { kind: 'manyRanges' } }],
    [{ owner: undefined }, { owner: { kind: 'owner' } }],
  ])('%o', (change, problems) => {
    expect(problemsOf({ ...draft, ...change }, policy, now)).toEqual(problems);
  });
});
