import { beforeEach, describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from './concurrency-limit.ts';

let at = 0;
beforeEach(() => {
  at = 1000;
});
const createLimit = (max: number, maxPerKey: number) =>
  createConcurrencyLimit({ max, maxPerKey, now: () => at });

describe('a concurrency limit', () => {
  it('gives out at most `max` slots in all', () => {
    const limit = createLimit(3, 3);
    const releases = ['a', 'b', 'c'].map((key) => limit.acquire(key));
    expect(limit.acquire('d')).toBeUndefined();
    releases[1]?.();
    expect(limit.acquire('d')).toBeDefined();
    expect(limit.acquire('e')).toBeUndefined();
  });

  it('gives out at most `maxPerKey` slots for one key', () => {
    const limit = createLimit(10, 2);
    const [first] = [limit.acquire('a'), limit.acquire('a')];
    expect(limit.acquire('a')).toBeUndefined();
    expect(limit.acquire('b')).toBeDefined();
    first?.();
    expect(limit.acquire('a')).toBeDefined();
  });

  it('ignores a second release of the same slot', () => {
    const limit = createLimit(2, 2);
    const [first] = [limit.acquire('a'), limit.acquire('a')];
    first?.();
    first?.();
    expect(limit.acquire('a')).toBeDefined();
    expect(limit.acquire('a')).toBeUndefined();
  });

  it('takes back a slot after 5 s if its request never released it', () => {
    const limit = createLimit(1, 1);
    const release = limit.acquire('a');
    at += 4999;
    expect(limit.acquire('b')).toBeUndefined();
    at += 1;
    expect(limit.acquire('b')).toBeDefined();
    release?.();
    expect(limit.acquire('c')).toBeUndefined();
  });
});
