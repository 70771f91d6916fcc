import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '../shared/contract/policy.ts';
import { createConcurrencyLimit } from './limits/concurrency-limit.ts';
import { Busy, createRetry } from './limits/retry.ts';
import { createPolicyCache } from './policy-cache.ts';

let at = 0;
let reads: { answer: (policy: Policy) => void; fail: () => void }[] = [];
let pauses: (() => void)[] = [];
beforeEach(() => {
  at = 1_000_000;
  reads = [];
  pauses = [];
});

const blocked: Policy = { ...defaultPolicy, passwords: 'block' };

function createCache(cacheMs = 10_000) {
  const now = () => at;
  return createPolicyCache({
    read: () =>
      new Promise<Policy>((answer, fail) => {
        reads.push({ answer, fail: () => fail(new Error('down')) });
      }),
    cacheMs,
    now,
    retry: createRetry(() => new Promise<void>((resolve) => pauses.push(resolve))),
    reads: createConcurrencyLimit({ max: 2, maxPerKey: 1, now }),
  });
}

async function endPauses(): Promise<void> {
  for (const resolve of pauses.splice(0)) resolve();
  await new Promise((resolve) => setTimeout(resolve));
}

describe('the policy cache', () => {
  it.each([
    [10_000, 10_000],
    [0, 1000],
  ])('with a cache time of %i ms keeps a policy for %i ms', async (cacheMs, keptMs) => {
    const cache = createCache(cacheMs);
    const reading = cache.of('jira');
    reads[0]?.answer(blocked);
    expect(await reading).toBe(blocked);
    at += keptMs - 1;
    expect(cache.known('jira')).toBe(blocked);
    at += 1;
    expect(cache.known('jira')).toBeUndefined();
    expect(cache.lastKnown('jira')).toBe(blocked);
  });

  it('does not keep a policy that was read before it was changed here', async () => {
    const cache = createCache();
    const reading = cache.of('jira');
    cache.forget('jira');
    reads[0]?.answer(blocked);
    expect(await reading).toBe(blocked);
    expect(cache.known('jira')).toBeUndefined();
  });

  it('reads once for all requests of a site, and for each site by itself', async () => {
    const cache = createCache();
    const all = Array.from({ length: 300 }, () => cache.of('jira'));
    const elsewhere = cache.of('wiki');
    expect(reads).toHaveLength(2);
    for (const { answer } of reads) answer(blocked);
    await endPauses();
    expect(await Promise.all([...all, elsewhere])).toEqual(Array(301).fill(blocked));
    expect(reads).toHaveLength(2);
  });

  it('throws if the policy cannot be read, and reads again for the next request', async () => {
    const cache = createCache();
    const first = cache.of('jira');
    const second = cache.of('jira');
    reads[0]?.fail();
    await expect(first).rejects.toThrow('down');
    await endPauses();
    reads[1]?.answer(blocked);
    expect(await second).toBe(blocked);
  });

  it("throws Busy if another request's read takes 2 s", async () => {
    const cache = createCache();
    void cache.of('jira');
    const waiting = cache.of('jira').catch((error: unknown) => error);
    for (let i = 0; i <= 40; i++) await endPauses();
    expect(await waiting).toBeInstanceOf(Busy);
    expect(reads).toHaveLength(1);
  });
});
