import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ambiguityOf,
  isReservedParameter,
  isWhereCredentialsAreMade,
  withoutReserved,
  withoutSession,
} from './path.ts';

describe('isWhereCredentialsAreMade', () => {
  it.each([
    '/rest/pat/latest/tokens',
    '/rest/pat/1.0/tokens/',
    '/rest/pat',
    '//rest///pat/latest/tokens',
    '/rest/p%61t/latest/tokens',
    '/%72est/pat;a=b/latest;c/tokens',
    '/rest;a/PAT/latest/tokens',
    '/rest/pat/latest/tokens;%ff',
    '/rest/p%61t/%ff',
    '/rest/de.resolution.apitokenauth/latest/user/token',
    '/rest/de%2eresolution.apitokenauth/1.0/user/token',
  ])('is %j', (path) => expect(isWhereCredentialsAreMade(path)).toBe(true));

  it.each(['', '/', '/rest/patx', '/rest/api/2/pat', '/pat', '/browse/rest/pat', '/rest/p%2561t'])(
    'is not %j',
    (path) => expect(isWhereCredentialsAreMade(path)).toBe(false),
  );
});

describe('ambiguityOf', () => {
  it.each([
    '',
    '/',
    '/rest/api/2/issue/ABC-1',
    '//rest///api',
    '/a.b/..c/c../.../d',
    '/browse/ABC-1;a=b;c',
    '/download/a%20b%C3%A4.png',
    '/a%25b',
    '/a%3Bb',
    '/~alice/.well-known/x.y.',
    "/a:b@c!$&'()*+,=d",
  ])('finds none in %j', (path) => expect(ambiguityOf(path)).toBeUndefined());

  it.each([
    '/.',
    '/..',
    '/a/./b',
    '/a/../b',
    '/a/..',
    '/a/%2e%2e/b',
    '/a/%2E%2E/b',
    '/a/.%2e/b',
    '/a/%2e./b',
    '/a/%2e/b',
    '/a/..;/b',
    '/a/..;x=y/b',
    '/a/.;jsessionid=x/b',
    '/a/%2e%2e;x/b',
    '/a/..%3b/b',
    '/a/..%3Bx/b',
    '/a/..%2fb',
    '/a%2f..%2fb',
    '/a%2F../b',
    '/a\\b',
    '/a%5cb',
    '/a%5Cb',
    '/a\\..\\b',
    '/a%00b',
    '/a\0b',
    '/a\tb',
    '/a\nb',
    '..',
  ])('finds dot segments, backslashes and NUL in %j', (path) =>
    expect(ambiguityOf(path)).toBe('dots'),
  );

  it.each([
    '/a%2fb',
    '/a%2Fb',
    '/a/%252e%252e/b',
    '/a/%25252e/b',
    '/a%252fb',
    '/a%255cb',
    '/a%2500b',
    '/a/..%253b/b',
    '/a%25252Fb',
  ])('finds slashes and dots under an encoding in %j', (path) =>
    expect(ambiguityOf(path)).toBe('slash'),
  );

  const pieces = fc.constantFrom(
    ...[
      '/',
      '.',
      '..',
      '%2e',
      '%2E',
      '%252e',
      '%2f',
      '%252F',
      '%25',
      '2e',
      '2f',
      '3b',
      ';',
      '%3b',
      'x=y',
    ],
    ...['\\', '%5c', '%00', 'a', 'b.c', '?', '#', '%', '%zz', 'ä', ' ', '~', 'jsessionid'],
  );
  const paths = fc.array(pieces, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);

  /** Decoded once more than any server would, parameters taken away before and after as Tomcat and proxies do. */
  function readings(path: string): string[][] {
    const cut = (text: string) => text.split('/').map((segment) => segment.replace(/;.*$/s, ''));
    const decode = (text: string) =>
      text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    const once = decode(path);
    const twice = decode(once);
    return [path, once, twice].flatMap((text) => [
      text.split('/'),
      cut(text),
      cut(text).map(decode),
    ]);
  }

  it('finds none only where every server reads the same segments', () => {
    fc.assert(
      fc.property(paths, (path) => {
        fc.pre(!/[?#]/.test(path) && ambiguityOf(path) === undefined);
        const depth = path.split('/').length;
        for (const segments of readings(path)) {
          expect(segments.filter((segment) => /^\.{1,2}$/.test(segment))).toEqual([]);
          expect(segments.join('/')).not.toMatch(/[\\\0]/);
          expect(segments).toHaveLength(depth);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('finds none only where URL leaves the path as it is', () => {
    fc.assert(
      fc.property(paths, (path) => {
        fc.pre(!/[?#\s\u0080-\uffff]/.test(path) && ambiguityOf(path) === undefined);
        expect(new URL(`https://x${path}`).pathname).toBe(path);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('withoutSession', () => {
  it.each([
    ['/a;jsessionid=1', '/a'],
    ['/a;JSESSIONID=1/b;jsessionid=2', '/a/b'],
    ['/a;x=y;jsessionid=1;z', '/a;x=y;z'],
    ['/a;jsessionid', '/a'],
    ['/a;jsessionid=', '/a'],
    ['/a;jsessionid=1;jsessionid=2', '/a'],
    ['/;jsessionid=1', '/'],
  ])('turns %s into %s', (path, rest) => expect(withoutSession(path)).toBe(rest));

  it.each(['/a', '/a;x=jsessionid', '/jsessionid=1', '/a;jsessionids=1'])('keeps %s', (path) =>
    expect(withoutSession(path)).toBe(path),
  );

  it('leaves no session and no new ambiguity behind', () => {
    const pieces = fc.constantFrom(';', 'jsessionid', '=', '/', '.', 'a', ';jsessionid=', ';jsess');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const path = `/${parts.join('')}`;
        fc.pre(ambiguityOf(path) === undefined);
        const rest = withoutSession(path);
        expect(rest).not.toMatch(/;jsessionid(=|;|\/|$)/i);
        expect(ambiguityOf(rest)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});

describe('withoutReserved', () => {
  it.each([
    ['', ''],
    ['?', ''],
    ['?a=b', '?a=b'],
    ['?os_username=a&b=c', '?b=c'],
    ['?b=c&os_password=p', '?b=c'],
    ['?OS_USERNAME=a', ''],
    ['?os%5fusername=a', ''],
    ['?%6f%73_authType=basic', ''],
    ['?oauth_token=&x', '?x'],
    ['?oauth_anything=1', ''],
    ['?xoauth_requestor_id=admin', ''],
    ['?XOAUTH_requestor_id', ''],
    ['?a=1&xoauth_requestor_id=admin&a=2', '?a=1&a=2'],
    ['?os_username%20=a', ''],
    ['?+os_username=a', ''],
    ['?%ffos_username=a', '?%ffos_username=a'],
    ['?%6fauth_%ff=1&a', '?a'],
    ['?a=os_username', '?a=os_username'],
    ['?os_username=a\n&b', '?b'],
    ['?my_os_username=a', '?my_os_username=a'],
    ['?q=%zz&b', '?q=%zz&b'],
    ['?a=b?c=d', '?a=b?c=d'],
    ['?&&a=%41&', '?&&a=%41&'],
  ])('turns %s into %j', (search, rest) => expect(withoutReserved(search)).toBe(rest));

  it('keeps every other byte, and no reserved name under any spelling', () => {
    const names = fc.constantFrom('os_username', 'oauth_nonce', 'xoauth_requestor_id', 'jql', 'a');
    const spelled = names.chain((name) =>
      fc
        .array(fc.constantFrom('as is', 'upper', 'encoded'), {
          minLength: name.length,
          maxLength: name.length,
        })
        .map((ways) =>
          [...name]
            .map((char, i) =>
              ways[i] === 'upper'
                ? char.toUpperCase()
                : ways[i] === 'encoded'
                  ? `%${char.charCodeAt(0).toString(16)}`
                  : char,
            )
            .join(''),
        ),
    );
    const pair = fc
      .tuple(spelled, fc.constantFrom('', '=', '=x%20y', '=a=b'))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
        const isKept = (text: string) =>
          !isReservedParameter(new URLSearchParams(text).keys().next().value ?? '');
        const kept = pairs.filter(isKept);
        const rest = withoutReserved(`?${pairs.join('&')}`);
        expect(rest).toBe(kept.length > 0 ? `?${kept.join('&')}` : '');
      }),
    );
  });
});
