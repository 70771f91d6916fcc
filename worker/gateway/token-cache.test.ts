import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import { createTokenCache } from './token-cache.ts';

let at = 0;
const now = () => at;
beforeEach(() => {
  at = 1_000_000;
});

function createRow(id: string, changes: Partial<TokenRow> = {}): TokenRow {
  return {
    id: id as TokenId,
    site: 'jira',
    hash: id,
    ownerKey: 'k',
    ownerName: 'alice',
    scope: 'write',
    ipRanges: null,
    createdAt: 0,
    expiresAt: null,
    nativeSeal: null,
    lastUsedAt: 0,
    ...changes,
  };
}

describe('the cache of rows', () => {
  it('keeps a row for its time and no longer', () => {
    const cache = createTokenCache(10_000, now);
    cache.setRow('h', createRow('1'), cache.startRead());
    at += 9_999;
    expect(cache.get('h')).toEqual({ row: createRow('1'), isNegative: false });
    at += 1;
    expect(cache.get('h')).toBeUndefined();
    expect(cache.size().rows).toBe(0);
  });

  it('does not keep a row longer for being read', () => {
    const cache = createTokenCache(10_000, now);
    cache.setRow('h', createRow('1'), cache.startRead());
    for (let i = 0; i < 10; i++) {
      at += 1000;
      cache.get('h');
    }
    expect(cache.get('h')).toBeUndefined();
  });

  it('counts the age from the start of the read', () => {
    const cache = createTokenCache(10_000, now);
    const start = cache.startRead();
    at += 1900;
    cache.setRow('h', createRow('1'), start);
    at += 8100;
    expect(cache.get('h')).toBeUndefined();
  });

  it('forgets a deleted token at once', () => {
    const cache = createTokenCache(10_000, now);
    cache.setRow('h', createRow('1'), cache.startRead());
    cache.setRow('i', createRow('2'), cache.startRead());
    cache.forget('1' as TokenId);
    expect(cache.get('h')).toBeUndefined();
    expect(cache.get('i')).toBeDefined();
  });

  it('is not filled by a read that began before a deletion', () => {
    const cache = createTokenCache(10_000, now);
    for (const forget of [
      () => cache.forget('1' as TokenId),
      () => cache.forgetHash('another hash'),
    ]) {
      const start = cache.startRead();
      forget();
      cache.setRow('h', createRow('1'), start);
      cache.setNegative('i', undefined, start);
      expect([cache.get('h'), cache.get('i')]).toEqual([undefined, undefined]);
    }
    cache.setRow('h', createRow('1'), cache.startRead());
    expect(cache.get('h')).toBeDefined();
  });

  it('asks for the primary for a minute after a deletion', () => {
    const cache = createTokenCache(10_000, now);
    expect(cache.startRead().needsPrimary).toBe(false);
    cache.forget('1' as TokenId);
    at += 59_999;
    expect(cache.startRead().needsPrimary).toBe(true);
    at += 1;
    expect(cache.startRead().needsPrimary).toBe(false);
  });

  it('keeps no row in strict mode', () => {
    const cache = createTokenCache(0, now);
    cache.setRow('h', createRow('1'), cache.startRead());
    expect(cache.get('h')).toBeUndefined();
    expect(cache.size()).toEqual({ rows: 0, negatives: 0 });
  });

  it('drops the row that was not used for longest, and its id', () => {
    const cache = createTokenCache(10_000, now);
    for (let i = 0; i < 20_000; i++) cache.setRow(`h${i}`, createRow(`${i}`), cache.startRead());
    cache.get('h0');
    cache.setRow('new', createRow('new'), cache.startRead());
    expect(cache.size().rows).toBe(20_000);
    expect(cache.get('h0')).toBeDefined();
    expect(cache.get('h1')).toBeUndefined();
    cache.forget('1' as TokenId);
    expect(cache.size().rows).toBe(20_000);
  });
});

describe('the negative cache', () => {
  it.each([
    ['with row caching', 10_000],
    ['in strict mode', 0],
  ])('remembers a deleted token for 5 s %s', (_, rowMs) => {
    const cache = createTokenCache(rowMs, now);
    cache.setNegative('h', undefined, cache.startRead());
    at += 4_999;
    expect(cache.get('h')).toEqual({ row: undefined, isNegative: true });
    at += 1;
    expect(cache.get('h')).toBeUndefined();
  });

  it('returns the row of an expired token, marked as negative', () => {
    const cache = createTokenCache(0, now);
    const row = createRow('1', { expiresAt: 1 });
    cache.setNegative('h', row, cache.startRead());
    expect(cache.get('h')).toEqual({ row, isNegative: true });
  });

  it('yields to a row that was read later', () => {
    const cache = createTokenCache(10_000, now);
    cache.setNegative('h', undefined, cache.startRead());
    cache.setRow('h', createRow('1'), cache.startRead());
    expect(cache.get('h')).toEqual({ row: createRow('1'), isNegative: false });
  });

  it('is bounded, and pushes no row out', () => {
    const cache = createTokenCache(10_000, now);
    cache.setRow('good', createRow('good'), cache.startRead());
    for (let i = 0; i < 100_000; i++)
      cache.setNegative(`deleted ${i}`, undefined, cache.startRead());
    expect(cache.get('good')).toBeDefined();
    expect(cache.size()).toEqual({ rows: 1, negatives: 5000 });
  });
});
