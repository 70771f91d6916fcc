import { describe, expect, it, vi } from 'vitest';
import type { Call, Failure } from './api.ts';
import { candidatesOf, findSite } from './find-site.ts';
import type { SiteUrl } from './sites.ts';

describe('candidatesOf', () => {
  it.each([
    ['https://jira.example.com', ['https://jira.example.com']],
    ['  jira.example.com/ ', ['https://jira.example.com']],
    ['JIRA.example.com:8443', ['https://jira.example.com:8443']],
    [
      'https://example.com/jira/browse/DEMO-1?focused=1#comment',
      [
        'https://example.com/jira/browse/DEMO-1',
        'https://example.com/jira/browse',
        'https://example.com/jira',
        'https://example.com',
      ],
    ],
    [
      'https://example.com/wiki//x;jsessionid=1',
      [
        'https://example.com/wiki/x;jsessionid=1',
        'https://example.com/wiki',
        'https://example.com',
      ],
    ],
    ['http://localhost:8787/jira', ['http://localhost:8787/jira', 'http://localhost:8787']],
    ['https://wiki/', ['https://wiki']],
  ])('%s', (address, candidates) => {
    expect(candidatesOf(address)).toEqual({ candidates });
  });

  it('of a long path are its first parts alone', () => {
    const found = candidatesOf('https://example.com/a/b/c/d/e/f/g');
    expect(found).toHaveProperty('candidates.0', 'https://example.com/a/b/c/d');
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['my jira', 'malformed'],
    ['https://', 'malformed'],
    ['https://*', 'malformed'],
    ['*.example.com/jira', 'malformed'],
    ['https://exa mple.com', 'malformed'],
    ['http://jira.example.com/browse/X-1', 'insecure'],
    ['ftp://jira.example.com', 'insecure'],
    ['javascript://%0aalert(1)', 'insecure'],
    ['http://localhost.evil.test', 'insecure'],
    ['https://jira.example.com@evil.test', 'malformed'],
    ['jira.example.com:443@evil.test/browse', 'malformed'],
  ])('%j is refused as %s', (address, problem) => {
    expect(candidatesOf(address)).toEqual({ problem });
  });
});

describe('findSite', () => {
  const candidates = ['https://a.test/jira/browse', 'https://a.test/jira', 'https://a.test'];
  const unreadable: Failure = { kind: 'unreadable' };
  const card = (url: string) => ({
    service: 'postern',
    version: '1',
    site: { id: 'jira', product: 'jira', name: 'Jira', url },
  });

  function find(answers: Record<string, ReturnType<typeof card> | Failure>) {
    const callFor = vi.fn((site: SiteUrl) => {
      const answer = answers[site] ?? unreadable;
      const result =
        'kind' in answer ? { ok: false, failure: answer } : { ok: true, value: answer };
      return (async () => result) as unknown as Call;
    });
    return { callFor, found: findSite(candidates as SiteUrl[], callFor) };
  }

  it('is the longest path whose Worker answers that this is its site', async () => {
    const { found, callFor } = find({
      'https://a.test/jira': card('https://a.test/jira'),
      'https://a.test': card('https://a.test'),
    });
    expect(await found).toMatchObject({ kind: 'found', site: 'https://a.test/jira' });
    expect(callFor).toHaveBeenCalledTimes(2);
  });

  it('is none where a Worker speaks of another site', async () => {
    const { found } = find({ 'https://a.test/jira': card('https://b.test/jira') });
    expect(await found).toEqual({ kind: 'none' });
  });

  it('is none where nobody knows the question', async () => {
    expect(await find({}).found).toEqual({ kind: 'none' });
  });

  it('asks no further where nothing answers at all', async () => {
    const { found, callFor } = find({ 'https://a.test/jira/browse': { kind: 'offline' } });
    expect(await found).toEqual({ kind: 'offline' });
    expect(callFor).toHaveBeenCalledTimes(1);
  });
});
