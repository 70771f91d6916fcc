import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardableHeaders, withoutIdentity } from './headers.ts';

const forwarded = (headers: Record<string, string>, identity = 'X-Remote-User') =>
  Object.fromEntries(forwardableHeaders(new Headers(headers), identity));

describe('forwardableHeaders', () => {
  it('keeps what makes the request', () => {
    const own = {
      accept: 'application/json',
      'accept-language': 'de',
      'content-type': 'application/json',
      'content-length': '7',
      'if-none-match': '"1"',
      range: 'bytes=0-1',
      'user-agent': 'curl/8.5.0',
      'x-custom': 'yes',
    };
    expect(forwarded(own)).toEqual({ ...own, 'x-atlassian-token': 'no-check' });
  });

  it.each([
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Cookie2',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'Forwarded',
    'Via',
    'Origin',
    'Referer',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-User',
    'X-Forwarded-Method',
    'X-Real-IP',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Remote-User',
    'Remote-User',
    'X-AUSERNAME',
    'X-Postern-Secret',
    'X-Postern-Proxy-Secret',
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Client-IP',
    'X-Cluster-Client-IP',
    'Sec-Fetch-Site',
  ])('drops %s in every spelling', (name) => {
    for (const spelled of [name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_')])
      expect(forwarded({ [spelled]: 'forged' }), spelled).toEqual({
        'x-atlassian-token': 'no-check',
      });
  });

  it('drops the header that the adapter says the user with, whichever it is', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/),
        fc.infiniteStream(fc.boolean()),
        (name, choices) => {
          const spelled = [...name]
            .map((char) => (char === '-' && choices.next().value ? '_' : char))
            .map((char) => (choices.next().value ? char.toUpperCase() : char.toLowerCase()))
            .join('');
          const kept = forwardableHeaders(new Headers({ [spelled]: 'admin' }), name);
          return [...kept.values()].every((value) => value !== 'admin');
        },
      ),
    );
  });

  it('drops what Connection names', () => {
    expect(forwarded({ Connection: 'close, X-Custom', 'X-Custom': '1', 'X-Other': '2' })).toEqual({
      'x-other': '2',
      'x-atlassian-token': 'no-check',
    });
  });

  it('says no-check itself, whatever the client says', () => {
    expect(forwarded({ 'X-Atlassian-Token': 'check' })).toEqual({
      'x-atlassian-token': 'no-check',
    });
  });

  it.each(['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'Opera/9.80', 'mozilla/5.0'])(
    'replaces the User-Agent of a browser: %s',
    (agent) => {
      expect(forwarded({ 'User-Agent': agent })['user-agent']).toBe('Postern');
    },
  );
});

describe('withoutIdentity', () => {
  it('drops ours and the identity header in every spelling, and keeps everything else', () => {
    const kept = withoutIdentity(
      new Headers({
        'X-Remote-User': 'a',
        x_remote_user: 'b',
        'X-Remote_User': 'c',
        'X-Postern-Secret': 'd',
        X_Postern_Secret: 'e',
        Cookie: 'JSESSIONID=1',
        Authorization: 'Negotiate x',
        'X-Forwarded-For': '192.0.2.1',
      }),
      'X-Remote-User',
    );
    expect([...new Headers(kept).keys()].sort()).toEqual([
      'authorization',
      'cookie',
      'x-forwarded-for',
    ]);
  });
});
