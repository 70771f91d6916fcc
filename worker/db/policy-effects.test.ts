import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { insertTokens } from '../../tests/support/workerd/tokens.ts';
import { createEffectsCounter, type EffectsStore } from '../domain/policy-effects.ts';
import { createEffectsStore } from './policy-effects.ts';

const now = () => Date.UTC(2026, 5, 1);
const day = 86_400_000;
const unbound = { ...defaultPolicy, maxLifetimeDays: null, maxTokensPerUser: null };
const next = {
  ...defaultPolicy,
  maxLifetimeDays: 30,
  maxTokensPerUser: 2,
  ipRanges: ['10.0.0.0/8'],
};

describe('effects counted slice by slice', () => {
  beforeEach(async () => {
    const owners = ['a', 'b', 'b', 'c', 'c', 'c', 'd', 'd', 'd', 'd', 'e'];
    await insertTokens(
      'jira',
      owners.map((name, n) => ({
        owner: { key: name, name, displayName: name },
        createdAt: now() - n * 5 * day,
        expiresAt: n % 2 === 0 ? null : now() + n * day,
        lastUsedAt: now(),
        lastUsedFrom: n % 3 === 0 ? '10.0.0.1' : '192.0.2.1',
      })),
    );
    await insertTokens('wiki', [{}, {}, {}]);
    await testEnv.DB.exec('DELETE FROM tokens WHERE seq % 5 = 0');
  });

  const count = (sliceRows?: number) =>
    createEffectsCounter(createEffectsStore(testEnv.DB, 'jira', sliceRows), now)(unbound, next);

  it('are those of all at once, however the slices fall', async () => {
    const whole = await count();
    expect(whole.complete).toBe(true);
    expect(whole.effects.live).toBeGreaterThan(5);
    expect(whole.effects.ownersAboveMaximum).toBeGreaterThan(0);
    expect(whole.effects.outsideAddresses).toBeGreaterThan(0);
    for (const sliceRows of [1, 2, 3, 4, 7, 100])
      expect(await count(sliceRows), `${sliceRows} rows`).toEqual(whole);
  });

  it('look at the rows of a slice and no more', async () => {
    const asked: { statement: string; values: unknown[] }[] = [];
    const DB = {
      prepare: (statement: string) => ({
        bind(...values: unknown[]) {
          asked.push({ statement, values });
          return testEnv.DB.prepare(statement).bind(...values);
        },
      }),
    } as unknown as D1Database;
    await createEffectsCounter(createEffectsStore(DB, 'jira', 3), now)(unbound, next);
    for (const { statement, values } of asked) {
      const { meta } = await testEnv.DB.prepare(statement)
        .bind(...values)
        .run();
      // Three rows or index entries, and of an owner who may be above the maximum all.
      expect(meta.rows_read, statement).toBeLessThanOrEqual(3 + 4 * 4);
    }
  });
});

describe('where there is no end', () => {
  const counts = {
    live: 50_000,
    expireAtOnce: 0,
    expireEarlier: 1,
    getAnEnd: 0,
    expireLater: 0,
    deletedAsUnused: 0,
    workAgain: 0,
  };
  const endless: EffectsStore = {
    count: async (after) => ({ counts, next: after + 50_000 }),
    addresses: async () => ({ addresses: [], complete: true }),
    ownersAbove: async (after) => ({ above: 1, next: `${after}x` }),
  };

  it('stops after a million tokens, and says that there are more', async () => {
    const { effects, complete } = await createEffectsCounter(endless, now)(unbound, next);
    expect(effects).toMatchObject({ live: 1_000_000, expireEarlier: 20, ownersAboveMaximum: 20 });
    expect(complete).toBe(false);
  });

  it('says that there are more where one slice has too many addresses', async () => {
    const addresses = async () => ({ addresses: [], complete: false });
    const store = { ...endless, addresses, count: async () => ({ counts, next: undefined }) };
    const ownersAbove = async () => ({ above: 0, next: undefined });
    const count = createEffectsCounter({ ...store, ownersAbove }, now);
    expect((await count(unbound, next)).complete).toBe(false);
    expect((await count(unbound, unbound)).complete).toBe(true);
  });
});
