import { describe, expect, it } from 'vitest';
import { hostOf, pagesOf, parseSites, type SiteUrl, siteOf } from './sites.ts';

describe('POSTERN_SITES', () => {
  it('is a list separated by commas or white space, without slashes at the end', () => {
    expect(
      parseSites(
        ' https://jira.example.com/ ,http://localhost:8787/jira\nhttps://jira.example.com',
      ),
    ).toEqual(['https://jira.example.com', 'http://localhost:8787/jira']);
    expect(parseSites('')).toEqual([]);
  });

  it.each([
    'jira.example.com',
    'http://jira.example.com',
    'ftp://jira.example.com',
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test',
    'http://[::1]/jira',
    'https://me:secret@jira.example.com',
    'https://jira.example.com/?a=b',
    'https://jira.example.com/*',
    'https://*',
    'https://*.example.com',
    'http://*.localhost/jira',
  ])('refuses %s, naming the variable', (text) => {
    expect(() => parseSites(text)).toThrow(/^POSTERN_SITES: /);
  });

  it.each(['http://127.0.0.1:8080/wiki', 'http://localhost', 'http://a.localhost/jira'])(
    'takes http on loopback: %s',
    (text) => {
      expect(parseSites(text)).toEqual([text]);
    },
  );
});

describe('match patterns', () => {
  it('name no port, which Firefox refuses', () => {
    expect(pagesOf('http://localhost:8787/jira' as SiteUrl)).toBe('http://localhost/jira/*');
    expect(hostOf('http://localhost:8787/jira' as SiteUrl)).toBe('http://localhost/*');
    expect(pagesOf('https://wiki.example.com' as SiteUrl)).toBe('https://wiki.example.com/*');
  });
});

describe('siteOf', () => {
  const sites = [
    'https://a.test',
    'https://a.test/jira',
    'http://localhost:8787/jira',
  ] as SiteUrl[];

  it.each([
    ['http://localhost:8787/jira/browse/X-1?a#b', 'http://localhost:8787/jira'],
    ['http://localhost:8787/jira', 'http://localhost:8787/jira'],
    ['http://localhost:8787/jirafoo/', undefined],
    ['http://localhost:8788/jira/', undefined],
    ['https://localhost:8787/jira/', undefined],
    ['http://localhost:8787/jira/../confluence/', undefined],
    ['https://a.test.evil.test/', undefined],
    ['https://a.test/jira/x', 'https://a.test/jira'],
    ['https://a.test/other', 'https://a.test'],
    ['about:blank', undefined],
    ['', undefined],
  ])('%s', (page, site) => {
    expect(siteOf(page, sites)).toBe(site);
  });
});
