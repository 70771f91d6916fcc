import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { readSettings, type Site, siteOf } from '../env.ts';
import { targetOf } from './target.ts';

function siteAt(url: string): Site {
  const site = {
    id: 'a',
    product: 'jira',
    name: 'A',
    url,
    origin: 'http://origin:8080',
    actAs: 'applink',
  };
  return readSettings({ ...testEnv, SITES: [site] }).sites[0] ?? expect.fail();
}

const jira = siteAt('https://example.com/jira');
const root = siteAt('https://example.com');
const target = (url: string, site: Site) => {
  const { path, search } = targetOf({ url } as Request, site);
  return path + search;
};

describe('targetOf', () => {
  it.each([
    ['https://example.com/jira', ''],
    ['https://example.com/jira/', '/'],
    ['https://example.com/jira?a=/b', '?a=/b'],
    ['https://example.com/jira/a%2Fb//c;d?e=f?g&h#i?j', '/a%2Fb//c;d?e=f?g&h'],
    ['https://example.com/jira/#a', '/'],
    ['https://alice:x@example.com/jira/a', '/a'],
    ['https://example.com/jira//evil.example/', '//evil.example/'],
  ])('of %s is %s', (url, expected) => expect(target(url, jira)).toBe(expected));

  it('of a site without context path is all there is', () => {
    expect(target('https://example.com', root)).toBe('');
    expect(target('https://example.com?a=/_postern/b', root)).toBe('?a=/_postern/b');
    expect(target('https://example.com//evil.example', root)).toBe('//evil.example');
  });

  it.each([
    '/./jira/a',
    '/x/../jira/a',
    '/.//../jira',
    '/%2e/jira',
    '\\..\\jira',
    '/jir\ta/a',
    '/.jira',
  ])('of %j is refused: it is below the context path only when tidied', (path) =>
    expect(() => target(`https://example.com${path}`, jira)).toThrow(),
  );

  it.each(['https:/example.com/jira/a', '/jira/a', 'https:', ''])(
    'of %j is refused by every site: it is no URL of a request',
    (url) => {
      for (const site of [jira, root]) expect(() => target(url, site)).toThrow();
    },
  );

  it('never becomes part of the name of the origin', () => {
    const pieces = fc.constantFrom(
      '/',
      '.',
      '..',
      'jira',
      '/jira/',
      '@',
      ':',
      'evil.example',
      '%2e',
      '\\',
      ';',
      '?',
      '#',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const url = `https://example.com/${parts.join('')}`;
        for (const site of [jira, root]) {
          if (siteOf(new URL(url), [site]) === undefined) continue;
          let rest: string;
          try {
            rest = target(url, site);
          } catch {
            continue;
          }
          expect(new URL(site.origin + rest).host).toBe('origin:8080');
        }
      }),
      { numRuns: 5000 },
    );
  });
});
