import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, effectiveExpiry, judgeExpiry, latestExpiry } from './lifetime.ts';

const now = Date.UTC(2026, 10, 23, 10);
const instants = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const days = fc.integer({ min: 1, max: 3650 });

describe('judgeExpiry', () => {
  it('refuses an end that is not after now', () => {
    expect(judgeExpiry(now, null, now)).toEqual({ kind: 'past' });
    expect(judgeExpiry(now - 1, 10, now)).toEqual({ kind: 'past' });
    expect(judgeExpiry(now + 1, 10, now)).toEqual({ kind: 'allowed', expiresAt: now + 1 });
  });

  it('allows never only where the policy has no bound', () => {
    expect(judgeExpiry(null, null, now)).toEqual({ kind: 'allowed', expiresAt: null });
    expect(judgeExpiry(null, 365, now)).toEqual({ kind: 'beyond', latest: now + 365 * dayMs });
  });

  it('cuts a wish up to a day beyond the bound to the bound, and refuses a later one', () => {
    const latest = now + 10 * dayMs;
    expect(judgeExpiry(latest, 10, now)).toEqual({ kind: 'allowed', expiresAt: latest });
    expect(judgeExpiry(latest + 1, 10, now)).toEqual({ kind: 'allowed', expiresAt: latest });
    expect(judgeExpiry(latest + dayMs, 10, now)).toEqual({ kind: 'allowed', expiresAt: latest });
    expect(judgeExpiry(latest + dayMs + 1, 10, now)).toEqual({ kind: 'beyond', latest });
  });

  it('never allows an end outside of now and the bound', () => {
    fc.assert(
      fc.property(instants, fc.option(days), (wish, bound) => {
        const expiry = judgeExpiry(wish, bound, now);
        if (expiry.kind !== 'allowed') return true;
        const latest = latestExpiry(bound, now) ?? Number.POSITIVE_INFINITY;
        return expiry.expiresAt !== null && now < expiry.expiresAt && expiry.expiresAt <= latest;
      }),
    );
  });
});

describe('effectiveExpiry', () => {
  it('is the earlier of the token and a policy that was shortened since', () => {
    const createdAt = now;
    expect(effectiveExpiry({ createdAt, expiresAt: null }, null)).toBeNull();
    expect(effectiveExpiry({ createdAt, expiresAt: null }, 7)).toBe(now + 7 * dayMs);
    expect(effectiveExpiry({ createdAt, expiresAt: now + dayMs }, 7)).toBe(now + dayMs);
    expect(effectiveExpiry({ createdAt, expiresAt: now + 30 * dayMs }, 7)).toBe(now + 7 * dayMs);
    expect(effectiveExpiry({ createdAt, expiresAt: now + 30 * dayMs }, null)).toBe(
      now + 30 * dayMs,
    );
  });

  it('never lies behind the token own end', () => {
    fc.assert(
      fc.property(instants, instants, fc.option(days), (createdAt, expiresAt, bound) => {
        const end = effectiveExpiry({ createdAt, expiresAt }, bound);
        return end !== null && end <= expiresAt;
      }),
    );
  });
});
