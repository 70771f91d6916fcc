import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '../../shared/contract/policy.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import type { Site } from '../env.ts';
import { createConcurrencyLimit } from '../limits/concurrency-limit.ts';
import { createRetry } from '../limits/retry.ts';
import type { Credential } from './credential.ts';
import { createTokenCache } from './token-cache.ts';
import { createVerifier } from './verify.ts';

const start = 1_800_000_000_000;
let at = 0;
beforeEach(() => {
  at = start;
});

const site = { id: 'jira' } as Site;

/** Rows by what their secret begins with. `made up` has a wrong tag, `deleted` a valid one and no row. */
function createRow(secret: string): TokenRow | undefined {
  if (!/^(good|expired|elsewhere)/.test(secret)) return undefined;
  return {
    id: secret as TokenId,
    site: secret.startsWith('elsewhere') ? 'wiki' : 'jira',
    hash: secret,
    ownerKey: 'k',
    ownerName: 'alice',
    scope: 'write',
    ipRanges: null,
    createdAt: start - 86_400_000,
    expiresAt: secret.startsWith('expired') ? start - 1 : null,
    nativeSeal: null,
    lastUsedAt: 0,
  };
}

interface Options {
  /** 0: strict mode. */
  cacheMs?: number;
  isFromPrimary?: boolean;
  isDown?: boolean;
  policy?: Policy | (() => Policy);
}

/** One isolate's verifier. Lookups wait until `answer` is called; the clock moves with each pause. */
function createSetUp(options: Options = {}) {
  const { cacheMs = 10_000, isFromPrimary = true, isDown = false } = options;
  const { policy = defaultPolicy } = options;
  const now = () => at;
  const background: Promise<unknown>[] = [];
  const waiting: (() => void)[] = [];
  let queries = 0;
  let isHeld = false;
  const verifier = createVerifier({
    async find([secret = '']) {
      queries++;
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (isDown) throw new Error('down');
      return { row: createRow(secret), isFromPrimary };
    },
    cache: createTokenCache(cacheMs, now),
    lookups: createConcurrencyLimit({ max: 200, maxPerKey: 20, now }),
    policies: {
      known: () => (typeof policy === 'function' ? policy() : policy),
      of: async () => (typeof policy === 'function' ? policy() : policy),
    },
    hasher: { fingerprint: 'p', hash: (secret) => secret, storedHashes: (_, hash) => [hash] },
    isTagValid: (secret) => !secret.startsWith('made up'),
    lastUsedMs: 300_000,
    now,
    retry: createRetry((ms) => new Promise((resolve) => setTimeout(resolve, ms / 50))),
  });

  async function verify(secret: string, user = 'alice') {
    const credential: Credential =
      secret === 'malformed'
        ? { kind: 'malformed', user }
        : { kind: 'token', user, secret: secret as Secret };
    const request = { site, credential, needs: 'read', address: '192.0.2.1' } as const;
    const verdict = await verifier.verify(request, { waitUntil: (work) => background.push(work) });
    return verdict.kind === 'refused' ? verdict.reason : verdict.kind;
  }

  return {
    verify,
    background,
    queries: () => queries,
    hold: () => {
      isHeld = true;
    },
    answer: () => {
      isHeld = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** How often each value occurs. */
function count(values: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(values, (value) => value);
  return Object.fromEntries([...groups].map(([value, all]) => [value, all.length]));
}

describe('a malformed or made-up token', () => {
  it.each(['malformed', 'made up'])('costs no query: %s', async (secret) => {
    const { verify, queries, background } = createSetUp();
    const reason = secret === 'malformed' ? 'malformed' : 'wrong-tag';
    for (let i = 0; i < 1000; i++) expect(await verify(secret)).toBe(reason);
    expect([queries(), background.length]).toEqual([0, 0]);
  });
});

describe('a token replayed at full speed', () => {
  it.each([
    ['deleted', 'with row caching', 10_000, 'unknown'],
    ['deleted', 'in strict mode', 0, 'unknown'],
    ['expired', 'with row caching', 10_000, 'expired'],
    ['expired', 'with row caching of 1 s', 1000, 'expired'],
    ['expired', 'in strict mode', 0, 'expired'],
  ])('costs one query in 5 s if it is %s, %s', async (secret, _, cacheMs, reason) => {
    const { verify, queries } = createSetUp({ cacheMs });
    for (let second = 0; second < 5; second++, at += 1000)
      for (let i = 0; i < 100; i++) expect(await verify(secret)).toBe(reason);
    expect(queries()).toBe(1);
    at = start + 10_000;
    for (let i = 0; i < 100; i++) await verify(secret);
    expect(queries()).toBe(2);
  });

  it('costs one query in 5 s in strict mode if a policy ended it', async () => {
    const policy = { ...defaultPolicy, maxLifetimeDays: 1 };
    const { verify, queries } = createSetUp({ cacheMs: 0, policy });
    for (let i = 0; i < 100; i++) expect(await verify('good')).toBe('expired');
    expect(queries()).toBe(1);
  });

  it('is looked up again in strict mode once the policy lets it pass', async () => {
    let policy: Policy = { ...defaultPolicy, maxLifetimeDays: 1 };
    const { verify, queries } = createSetUp({ cacheMs: 0, policy: () => policy });
    expect(await verify('good')).toBe('expired');
    policy = { ...defaultPolicy, maxLifetimeDays: 30 };
    expect([await verify('good'), await verify('good')]).toEqual(['good', 'good']);
    expect(queries()).toBe(3);
  });

  it.each(['deleted', 'expired'])(
    'is not remembered as %s if only a replica answered',
    async (secret) => {
      const { verify, queries } = createSetUp({ cacheMs: 0, isFromPrimary: false });
      await verify(secret);
      await verify(secret);
      expect(queries()).toBe(2);
    },
  );

  it('costs a query each time in strict mode if it is good', async () => {
    const { verify, queries } = createSetUp({ cacheMs: 0 });
    for (let i = 0; i < 10; i++) expect(await verify('good')).toBe('good');
    expect(queries()).toBe(10);
  });
});

describe('lookups at the same time', () => {
  it('are at most 20 for one token; the others take the row from the cache', async () => {
    const { verify, queries, hold, answer } = createSetUp();
    hold();
    const all = Array.from({ length: 300 }, () => verify('good'));
    await settle();
    expect(queries()).toBe(20);
    answer();
    expect(count(await Promise.all(all))).toEqual({ good: 300 });
    expect(queries()).toBe(20);
  });

  it('are at most 200 in all; the others wait for a slot', async () => {
    const { verify, queries, hold, answer } = createSetUp();
    hold();
    const all = Array.from({ length: 900 }, (_, i) => verify(`good ${i}`));
    await settle();
    expect(queries()).toBe(200);
    answer();
    expect(count(await Promise.all(all))).toEqual({ good: 900 });
  });

  it('end with "unavailable" for those that wait 2 s in vain', async () => {
    const { verify, queries, hold, answer } = createSetUp();
    hold();
    const all = Array.from({ length: 900 }, (_, i) => verify(`good ${i}`));
    await Promise.all(all.slice(200));
    answer();
    expect(count(await Promise.all(all))).toEqual({ good: 200, unavailable: 700 });
    expect(queries()).toBe(200);
    expect(await verify('good again')).toBe('good');
  });

  it('release their slots if the database is down', async () => {
    const { verify, queries } = createSetUp({ isDown: true });
    for (let i = 0; i < 500; i++) expect(await verify(`good ${i}`)).toBe('unavailable');
    expect(queries()).toBe(500);
  });

  it('are completed even if the client hangs up', async () => {
    const { verify, background } = createSetUp();
    void verify('good');
    void verify('deleted');
    expect(await Promise.all(background)).toMatchObject([{ kind: 'good' }, { kind: 'refused' }]);
    expect(await verify('good')).toBe('good');
    expect(background).toHaveLength(2);
  });
});

describe('a good token', () => {
  it('is refused for another user name and on another site, from memory too', async () => {
    const { verify, queries } = createSetUp();
    for (let i = 0; i < 2; i++) {
      expect(await verify('good', 'bob')).toBe('other-user');
      expect(await verify('elsewhere')).toBe('other-site');
    }
    expect(queries()).toBe(2);
  });
});
