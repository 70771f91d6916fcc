import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authorizationHeader,
  type Parameter,
  percentEncode,
  signatureBaseString,
} from './oauth1.ts';

describe('percentEncode', () => {
  it.each([
    ['abcABC123', 'abcABC123'],
    ['-._~', '-._~'],
    ['%', '%25'],
    ['+', '%2B'],
    ['&=*', '%26%3D%2A'],
    ['\n', '%0A'],
    [' ', '%20'],
    ["!'()", '%21%27%28%29'],
    ['\u007f', '%7F'],
    ['\u0080', '%C2%80'],
    ['☃', '%E2%98%83'],
    ['\u3001', '%E3%80%81'],
    ['😀', '%F0%9F%98%80'],
    ['Ladies + Gentlemen', 'Ladies%20%2B%20Gentlemen'],
  ])('RFC 5849 section 3.6: %j is %s', (text, encoded) =>
    expect(percentEncode(text)).toBe(encoded),
  );
});

describe('signatureBaseString', () => {
  it('is that of the example in RFC 5849 section 3.4.1.1', () => {
    const base = signatureBaseString(
      'post',
      'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
      [
        ['oauth_consumer_key', '9djdj82h48djs9d2'],
        ['oauth_token', 'kkk9d7dh3k39sjv7'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', '7d8f3e4a'],
        ['c2', ''],
        ['a3', '2 q'],
      ],
    );
    expect(base).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('is that of the printer example in RFC 5849 section 1.2', () => {
    const base = signatureBaseString(
      'GET',
      'http://photos.example.net/photos?file=vacation.jpg&size=original',
      [
        ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
        ['oauth_token', 'nnch734d00sl2jdk'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131202'],
        ['oauth_nonce', 'chapoH'],
      ],
    );
    expect(base).toBe(
      'GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal',
    );
  });

  const baseUriOf = (url: string) =>
    decodeURIComponent(signatureBaseString('GET', url, []).split('&')[1] ?? '');

  it.each([
    ['http://EXAMPLE.COM:80/r%20v/X?id=123', 'http://example.com/r%20v/X'],
    ['https://www.example.net:8080/?q=1', 'https://www.example.net:8080/'],
    ['https://example.com:443', 'https://example.com/'],
    ['http://example.com:443/a', 'http://example.com:443/a'],
    ['https://jira.example.com/jira//a;b=c/%7E%2b', 'https://jira.example.com/jira//a;b=c/%7E%2b'],
  ])('has the base string URI of section 3.4.1.2: %s', (url, uri) =>
    expect(baseUriOf(url)).toBe(uri),
  );

  it('sorts by name and then value, encoded, as section 3.4.1.3.2 does', () => {
    const normalized = (parameters: Parameter[]) =>
      decodeURIComponent(signatureBaseString('GET', 'https://h/', parameters).split('&')[2] ?? '');
    expect(
      normalized([
        ['b5', '=%3D'],
        ['a3', 'a'],
        ['c@', ''],
        ['a2', 'r b'],
        ['oauth_consumer_key', '9djdj82h48djs9d2'],
        ['oauth_token', 'kkk9d7dh3k39sjv7'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', '7d8f3e4a'],
        ['c2', ''],
        ['a3', '2 q'],
      ]),
    ).toBe(
      'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
    );
  });

  it('takes query parameters apart as forms are written: + is a space, a name alone has an empty value', () => {
    const base = signatureBaseString('GET', 'https://h/?a=1+2&flag&e=%C3%A4', []);
    expect(decodeURIComponent(base.split('&')[2] ?? '')).toBe('a=1%202&e=%C3%A4&flag=');
  });

  it('agrees with a plain implementation, byte by byte', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const parameters = fc.array(fc.tuple(text, text), { maxLength: 6 });
    fc.assert(
      fc.property(parameters, parameters, (query, body) => {
        const url = `https://h.example/a?${new URLSearchParams(query)}`;
        const normalized = [...query, ...body]
          .map(([name, value]) => [naiveEncode(name), naiveEncode(value)] as const)
          .sort((a, b) => naiveCompare(a[0], b[0]) || naiveCompare(a[1], b[1]))
          .map((pair) => pair.join('='))
          .join('&');
        const expected = `PUT&${naiveEncode('https://h.example/a')}&${naiveEncode(normalized)}`;
        expect(signatureBaseString('PUT', url, body)).toBe(expected);
      }),
    );
  });
});

describe('authorizationHeader', () => {
  it('quotes encoded names and values, an empty one too', () => {
    expect(
      authorizationHeader([
        ['oauth_consumer_key', '0685bd9184jfhq22'],
        ['oauth_token', ''],
        ['oauth_signature', 'wOJIO9A2W5mFwDgiDvZbTSMK/PY='],
      ]),
    ).toBe(
      'OAuth oauth_consumer_key="0685bd9184jfhq22", oauth_token="", oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D"',
    );
  });

  it('cannot be broken out of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(value.isWellFormed());
        expect(authorizationHeader([['a', value]])).toMatch(/^OAuth a="[A-Za-z0-9._~%-]*"$/);
      }),
    );
  });
});

/** Byte by byte, straight from section 3.6. */
function naiveEncode(text: string): string {
  const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
  let encoded = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    const hex = byte.toString(16).toUpperCase().padStart(2, '0');
    encoded += unreserved.includes(char) ? char : `%${hex}`;
  }
  return encoded;
}

function naiveCompare(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return a.charCodeAt(i) - b.charCodeAt(i);
  return a.length - b.length;
}
