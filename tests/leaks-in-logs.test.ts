import { describe, expect, it } from 'vitest';
import { leaksIn } from './support/leaks.ts';

const token = `pst_${'Ab3dEf6hIj'.repeat(3)}abcdef`;
const session = `JSESSIONID=${'0123456789ABCDEF'.repeat(2)}`;

describe('what no log may hold', () => {
  it.each([
    ['a token', `{"event":"x","value":"${token}"}`],
    ['a token in Base64', `{"value":"${btoa(`alice:${token}`)}"}`],
    ['a token in Base64', `xx${btoa(`a-longer-name:${token}`)}`],
    ['a token in Base64', btoa(`:${token}`).replaceAll('=', '')],
    ['a session', `cookie ${session}`],
  ])('is found: %s', (kind, text) => expect(leaksIn(text)).toContain(kind));

  it('keys are, whole or by a line', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
    const keys = {
      TOKEN_PEPPER: 'a-pepper-for-the-tests-only-0123456789',
      TOKEN_TAG_KEY: 'a-tag-key-for-the-tests-only-0123456789',
      APPLINK_PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----`,
      APPLINK_PUBLIC_KEY: 'one-that-everybody-may-know-0123456789',
    };
    expect(leaksIn(`x${keys.TOKEN_PEPPER}`, keys)).toEqual(['TOKEN_PEPPER']);
    expect(leaksIn(`x${keys.TOKEN_TAG_KEY}`, keys)).toEqual(['TOKEN_TAG_KEY']);
    expect(leaksIn(`x${line}`, keys)).toEqual(['APPLINK_PRIVATE_KEY']);
    expect(leaksIn(keys.APPLINK_PUBLIC_KEY, keys)).toEqual([]);
  });

  it('is not what logs do hold: hints, ids, hashes', () => {
    const harmless = `{"hint":"pst_Ab3d","id":"${crypto.randomUUID()}","hash":"${'0a'.repeat(32)}"}`;
    expect(leaksIn(harmless)).toEqual([]);
  });
});
