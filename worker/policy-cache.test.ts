import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '../shared/contract/policy.ts';
import { createTurns } from './gateway/share.ts';
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

function open(cacheMs = 10_000) {
  const read = () =>
    new Promise<Policy>((answer, fail) => {
      reads.push({ answer, fail: () => fail(new Error('down')) });
    });
  const pause = () => new Promise<void>((resolve) => pauses.push(resolve));
  return createPolicyCache(
    read,
    cacheMs,
    () => at,
    createTurns(() => at, pause),
  );
}

async function pass(): Promise<void> {
  for (const resolve of pauses.splice(0)) resolve();
  await new Promise((resolve) => setTimeout(resolve));
}

describe('a policy', () => {
  it('is kept as long as rows are, a second at least', async () => {
    for (const [cacheMs, keptMs] of [
      [10_000, 10_000],
      [0, 1000],
    ] as const) {
      const cache = open(cacheMs);
      const reading = cache.of('jira');
      reads.at(-1)?.answer(blocked);
      expect(await reading).toBe(blocked);
      at += keptMs - 1;
      expect(cache.known('jira')).toBe(blocked);
      at += 1;
      expect(cache.known('jira')).toBeUndefined();
      expect(cache.lastKnown('jira')).toBe(blocked);
    }
  });

  it('that was read before it was changed here is not kept', async () => {
    const cache = open();
    const reading = cache.of('jira');
    cache.forget('jira');
    reads[0]?.answer(blocked);
    expect(await reading).toBe(blocked);
    expect(cache.known('jira')).toBeUndefined();
  });

  it('that was asked for earlier is not kept where a later one is', async () => {
    const cache = open();
    const [before, after] = [cache.of('jira'), cache.of('jira')];
    reads[1]?.answer(blocked);
    expect(await after).toBe(blocked);
    reads[0]?.answer(defaultPolicy);
    expect(await before).toBe(defaultPolicy);
    expect(cache.known('jira')).toBe(blocked);
  });

  it('is read by twenty at once, and by the others from memory', async () => {
    const cache = open();
    const all = Array.from({ length: 300 }, () => cache.of('jira'));
    const elsewhere = cache.of('wiki');
    expect(reads).toHaveLength(21);
    for (const { answer } of reads) answer(blocked);
    await pass();
    expect(await Promise.all([...all, elsewhere])).toEqual(Array(301).fill(blocked));
    expect(reads).toHaveLength(21);
  });

  it('that nobody can read is no policy, and is asked for by twenty at a time', async () => {
    const cache = open();
    const all = Array.from({ length: 50 }, () => cache.of('jira').catch(() => 'failed'));
    for (let i = 0; i < 6; i++) await pass();
    expect(reads).toHaveLength(20);
    for (const { fail } of reads) fail();
    expect(await Promise.all(all)).toEqual(Array(50).fill('failed'));
    const next = cache.of('jira');
    reads.at(-1)?.answer(blocked);
    expect(await next).toBe(blocked);
  });
});
