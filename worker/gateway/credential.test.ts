import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSecret } from '../../tests/support/workerd/secrets.ts';
import { isSameName, parseCredential } from './credential.ts';

const secret = makeSecret([...crypto.getRandomValues(new Uint8Array(28))]);
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const basic = (text: string) => `Basic ${base64(utf8(text))}`;
const good = basic(`alice:${secret}`);
const kind = (header: string | null) => parseCredential(header).kind;

describe('parseCredential', () => {
  it('reads user and token of Basic', () => {
    expect(parseCredential(good)).toEqual({ kind: 'token', user: 'alice', secret });
  });

  it.each(['basic', 'BASIC', 'bAsIc'])('takes the scheme in any letter case: %s', (scheme) => {
    expect(kind(good.replace('Basic', scheme))).toBe('token');
  });

  it('allows more than one space or a tab behind the scheme', () => {
    expect(kind(good.replace(' ', '   '))).toBe('token');
    expect(kind(good.replace(' ', '\t'))).toBe('token');
    expect(kind(`${good}  `)).toBe('token');
  });

  it('reads a token of Bearer, which has no user name', () => {
    expect(parseCredential(`Bearer ${secret}`)).toEqual({ kind: 'token', user: undefined, secret });
  });

  describe('leaves to the product what is not ours', () => {
    it.each([
      ['no header', null],
      ['a native personal access token', 'Bearer MDM0MjM5NDc2MDxxVTdJ'],
      ['Bearer as Base64 that holds our prefix', `Bearer ${base64(utf8(`x${secret}`))}`],
      [
        'OAuth with commas',
        'OAuth realm="x", oauth_consumer_key="k", oauth_token="", oauth_signature="a%2Bb"',
      ],
      ['Negotiate', `Negotiate ${'YIIa'.repeat(4000)}`],
      ['Digest with commas', 'Digest username="basic", realm="a, b", nonce="n", uri="/x"'],
      ['an unknown scheme', 'Atlassian whatever'],
      ['a scheme alone', 'Negotiate'],
    ])('%s', (_, header) => expect(parseCredential(header)).toEqual({ kind: 'none' }));
  });

  describe('takes for a password', () => {
    it.each([
      'alice:secret',
      'alice:',
      ':',
      'alice:a:b:c',
      'märta:pässword',
      `alice:x${secret}`,
      'alice:pst',
      'DOMAIN\\alice:secret',
      'alice@example.test:sécret',
    ])('%j', (text) => expect(parseCredential(basic(text))).toMatchObject({ kind: 'password' }));
  });

  describe('refuses', () => {
    it.each([
      ['nothing', ''],
      ['white space', '   '],
      ['a scheme without a value', 'Basic'],
      ['a scheme with white space alone', 'Basic   '],
      ['Bearer without a value', 'Bearer'],
      ['a value that is not Base64', 'Basic !!!!'],
      [
        'Base64url',
        `Basic ${base64(latin1('a:\xfb\xff')).replaceAll('+', '-').replaceAll('/', '_')}`,
      ],
      ['Base64 with white space inside', `${good.slice(0, 20)} ${good.slice(20)}`],
      ['Base64 cut to an impossible length', 'Basic YWxpY'],
      ['padding in the middle', 'Basic YWxp=Y2U6'],
      ['too much padding', `Basic ${base64(utf8('alice:secret'))}===`],
      ['no colon', basic('alice')],
      ['an empty user-pass', 'Basic ='],
      ['NUL in the user name', basic(`alice\0:${secret}`)],
      ['NUL in the password', basic('alice:sec\0ret')],
      ['CR and LF', basic(`alice\r\nX-Remote-User: admin:${secret}`)],
      ['a C1 control character of Latin-1', `Basic ${base64(latin1('alice:\x80'))}`],
      ['two headers of ours', `${good}, ${good}`],
      ['two headers joined without a space', `${good},${good}`],
      ['a password and a token', `${basic('alice:secret')}, ${good}`],
      ['a token and a native token', `${good}, Bearer abc`],
      ['two Bearers', `Bearer ${secret}, Bearer ${secret}`],
      ['a native token and ours', `Bearer abc, ${good}`],
      ['OAuth and ours', `OAuth realm="x", ${good}`],
      ['Negotiate and an empty Basic', 'Negotiate abc, Basic'],
      ['ours behind a scheme alone', `Negotiate,${good}`],
      ['Basic joined by a byte that some servers take for a space', `Basic\ufffd${good.slice(6)}`],
      ['a password joined like this', `Basic\u0085${basic('alice:secret').slice(6)}`],
      ['Basic with a sign behind it', `Basic=${basic('alice:secret').slice(6)}`],
      ['Basic with a slash behind it', `Basic/ ${basic('alice:secret').slice(6)}`],
      ['Basic joined like this behind another', `Negotiate x,Basic\ufffd${good.slice(6)}`],
      ['a password under a misspelled Basic', basic('alice:secret').replace('Basic', 'Basics')],
      ['a scheme that is none', 'Neg(otiate abc'],
      ['an oversized value', `Basic ${'QUFB'.repeat(3000)}`],
      ['a bare token', secret],
      ['a token under another scheme', `Token ${secret}`],
      ['a token in the place of the user', basic(`${secret}:`)],
      ['a token in both places', basic(`${secret}:${secret}`)],
      ['a token as an OAuth parameter', `OAuth oauth_token="${secret}"`],
      ['a cut token', basic(`alice:${secret.slice(0, -1)}`)],
      ['an extended token', basic(`alice:${secret}x`)],
      ['the prefix alone', basic('alice:pst_')],
      ['the prefix in capitals', basic(`alice:${secret.toUpperCase()}`)],
      ['a token behind white space', basic(`alice: ${secret}`)],
      ['a token before white space', basic(`alice:${secret} `)],
      ['a token before a colon', basic(`alice:${secret}:`)],
      ['a cut token of Bearer', `Bearer pst_${'0'.repeat(35)}`],
      ['Bearer with more behind the token', `Bearer ${secret} x`],
      ['Bearer with a list', 'Bearer a,b'],
      ['a token behind a second colon', basic(`alice::${secret}`)],
      ['a token in quotes', basic(`alice:"${secret}"`)],
      ['a scheme without its space', good.replace(' ', '')],
      ['a value without a scheme', good.replace('Basic ', '')],
      ['the Base64 of a token under another scheme', good.replace('Basic', 'Token')],
    ])('%s', (_, header) => expect(kind(header)).toBe('malformed'));
  });

  it('names the user of a wrong token, whose failures are counted', () => {
    expect(parseCredential(basic('alice:pst_wrong'))).toEqual({ kind: 'malformed', user: 'alice' });
  });

  it('reads UTF-8, and Latin-1 where it is no UTF-8', () => {
    const asUtf8 = parseCredential(basic(`märta:${secret}`));
    const asLatin1 = parseCredential(`Basic ${base64(latin1(`märta:${secret}`))}`);
    expect(asUtf8).toEqual({ kind: 'token', user: 'märta', secret });
    expect(asLatin1).toEqual(asUtf8);
  });

  it('keeps a byte order mark as part of the name, which is then nobody', () => {
    expect(parseCredential(basic(`\ufeffalice:${secret}`))).toMatchObject({ user: '\ufeffalice' });
  });

  it('reads every user name back, whatever letters it has', () => {
    const names = fc
      .string({ unit: 'grapheme' })
      .filter((name) => !/[:\p{Cc}\p{Cs}]/u.test(name) && !/^\s*pst_/i.test(name));
    fc.assert(
      fc.property(names, (name) => {
        expect(parseCredential(basic(`${name}:${secret}`))).toEqual({
          kind: 'token',
          user: name,
          secret,
        });
      }),
    );
  });

  it('reads the usual spelling, which has a way of its own, as it reads every other', () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        secret,
        secret.toUpperCase(),
        `${secret}x`,
        'pst_',
        'PST_',
        ' ',
        ':',
        '\t',
        'ä',
      ),
      fc.string({ unit: 'binary-ascii' }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const texts = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''));
    const values = fc.oneof(
      fc.tuple(texts, fc.constantFrom(utf8, latin1)).map(([text, encode]) => base64(encode(text))),
      fc.tuple(texts, texts).map(([user, rest]) => base64(utf8(`${user}:${secret}${rest}`))),
      fc.base64String().map((value) => value.replace(/.{0,2}$/, '')),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(parseCredential(`Basic ${value}`)).toEqual(parseCredential(`BASIC \t${value} `));
      }),
      { numRuns: 5000 },
    );
  });

  it('never throws, and never takes for a token what holds none', () => {
    const schemes = fc.constantFrom('Basic ', 'basic', 'Bearer ', 'Basic\t', 'OAuth ', '', ',');
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 300 }).map(base64),
      fc.base64String(),
      fc.string().map((text) => base64(utf8(`alice:pst_${text}`))),
    );
    fc.assert(
      fc.property(schemes, values, (scheme, value) => kind(scheme + value) !== 'token'),
      { numRuns: 2000 },
    );
  });

  it('answers in a blink, whatever the length', () => {
    const started = performance.now();
    for (const header of [
      `Basic ${'A'.repeat(1e6)}`,
      `Bearer ${'pst_'.repeat(250_000)}`,
      `OAuth ${', '.repeat(500_000)}`,
      `X${' '.repeat(1e6)}Basic`,
      `OAuth ${`,${' '.repeat(50)}`.repeat(20_000)}`,
      `Basic${' '.repeat(1e6)}x y`,
    ])
      parseCredential(header);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('isSameName', () => {
  it.each([
    ['alice', 'alice'],
    ['ALICE', 'alice'],
    ['aLiCe', 'Alice'],
    ['märta', 'märta'],
    ['MäRTA', 'märta'],
  ])('%j is %j', (typed, stored) => expect(isSameName(typed, stored)).toBe(true));

  it.each([
    ['alice ', 'alice'],
    [' alice', 'alice'],
    ['alice\u200b', 'alice'],
    ['ａlice', 'alice'],
    ['alіce', 'alice'],
    ['alıce', 'alice'],
    ['aliçe', 'alice'],
    ['alic\u0327e', 'aliçe'],
    ['MÄRTA', 'märta'],
    ['ma\u0308rta', 'märta'],
    ['marta', 'märta'],
    ['İvan', 'ivan'],
    ['\u212Aate', 'kate'],
    ['ſue', 'sue'],
    ['strasse', 'straße'],
    ['', 'alice'],
  ])('%j is not %j', (typed, stored) => expect(isSameName(typed, stored)).toBe(false));
});
