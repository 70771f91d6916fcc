import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import { createTokenCache } from './token-cache.ts';

let at = 0;
const now = () => at;
beforeEach(() => {
  at = 1_000_000;
});

function row(id: string, changes: Partial<TokenRow> = {}): TokenRow {
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

describe('token cache', () => {
  it('keeps a row for its time and no longer', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', row('1'), cache.begin());
    at += 9_999;
    expect(cache.get('h')).toEqual(row('1'));
    at += 1;
    expect(cache.get('h')).toBeUndefined();
    expect(cache.size().rows).toBe(0);
  });

  it('does not keep a row longer for being read', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', row('1'), cache.begin());
    for (let i = 0; i < 10; i++) {
      at += 1000;
      cache.get('h');
    }
    expect(cache.get('h')).toBeUndefined();
  });

  it('counts the age from the beginning of the read', () => {
    const cache = createTokenCache(10_000, now);
    const begun = cache.begin();
    at += 1900;
    cache.fill('h', row('1'), begun);
    at += 8100;
    expect(cache.get('h')).toBeUndefined();
  });

  it('never keeps a row past its expiry', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', row('1', { expiresAt: at + 500 }), cache.begin());
    at += 499;
    expect(cache.get('h')).toBeDefined();
    at += 1;
    expect(cache.get('h')).toBeUndefined();
  });

  it('remembers an unknown hash for five seconds', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', undefined, cache.begin());
    at += 4_999;
    expect(cache.get('h')).toBe('unknown');
    at += 1;
    expect(cache.get('h')).toBeUndefined();
  });

  it('takes a row that was unknown before', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', undefined, cache.begin());
    cache.fill('h', row('1'), cache.begin());
    expect(cache.get('h')).toEqual(row('1'));
    expect(cache.size()).toEqual({ rows: 1, unknown: 0 });
  });

  it('forgets a deleted token at once', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('h', row('1'), cache.begin());
    cache.fill('i', row('2'), cache.begin());
    cache.forget('1' as TokenId);
    expect(cache.get('h')).toBeUndefined();
    expect(cache.get('i')).toBeDefined();
  });

  it('is not filled by a read that began before a deletion', () => {
    const cache = createTokenCache(10_000, now);
    const begun = cache.begin();
    cache.forget('1' as TokenId);
    cache.fill('h', row('1'), begun);
    expect(cache.get('h')).toBeUndefined();
    cache.fill('h', row('1'), cache.begin());
    expect(cache.get('h')).toBeDefined();
  });

  it('keeps nothing at all in strict mode', () => {
    const cache = createTokenCache(0, now);
    cache.fill('h', row('1'), cache.begin());
    cache.fill('i', undefined, cache.begin());
    expect(cache.get('h')).toBeUndefined();
    expect(cache.get('i')).toBeUndefined();
    expect(cache.size()).toEqual({ rows: 0, unknown: 0 });
  });

  it('is bounded, and unknown tokens by the hundred thousand push no good one out', () => {
    const cache = createTokenCache(10_000, now);
    cache.fill('good', row('good'), cache.begin());
    for (let i = 0; i < 100_000; i++) cache.fill(`junk ${i}`, undefined, cache.begin());
    expect(cache.get('good')).toBeDefined();
    expect(cache.size()).toEqual({ rows: 1, unknown: 5000 });
  });

  it('lets go of the good one that was not used for longest, and of its id too', () => {
    const cache = createTokenCache(10_000, now);
    for (let i = 0; i < 20_000; i++) cache.fill(`h${i}`, row(`${i}`), cache.begin());
    cache.get('h0');
    cache.fill('new', row('new'), cache.begin());
    expect(cache.size().rows).toBe(20_000);
    expect(cache.get('h0')).toBeDefined();
    expect(cache.get('h1')).toBeUndefined();
    cache.forget('1' as TokenId);
    expect(cache.size().rows).toBe(20_000);
  });
});
