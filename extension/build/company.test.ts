import { describe, expect, it } from 'vitest';
import { nameLength, parseName, parseUpdates } from './company.ts';

describe('POSTERN_NAME', () => {
  it('may be missing', () => {
    for (const none of ['', ' \n']) expect(parseName(none)).toBeUndefined();
  });

  it('is what people read, in any script', () => {
    for (const name of ['ACME tokens', 'Zürich: „API“', '社内トークン']) {
      expect(parseName(` ${name} `)).toBe(name);
    }
  });

  it('has a length that all stores take', () => {
    expect(parseName('x'.repeat(nameLength.max))).toHaveLength(nameLength.max);
    for (const wrong of ['x', 'x'.repeat(nameLength.max + 1)]) {
      expect(() => parseName(wrong)).toThrow(/^POSTERN_NAME: 2 to 45 characters/);
    }
  });

  it.each([['__MSG_extension_name__'], ['a\u0000b'], ['a\nb'], ['\u202eabc'], ['ab\u2028c']])(
    'is no %j',
    (wrong) => expect(() => parseName(wrong)).toThrow(/^POSTERN_NAME: /),
  );
});

describe('POSTERN_UPDATES', () => {
  it('may be missing', () => expect(parseUpdates(' ')).toBeUndefined());

  it('is a folder', () => {
    for (const text of [
      'https://files.example.com/postern',
      'https://files.example.com/postern/',
    ]) {
      expect(parseUpdates(text)).toBe('https://files.example.com/postern/');
    }
    expect(parseUpdates('http://localhost:8080')).toBe('http://localhost:8080/');
  });

  it.each([
    ['files.example.com'],
    ['http://files.example.com'],
    ['https://u:p@files.example.com'],
    ['https://files.example.com/?a'],
    ['file:///srv'],
  ])('is not %s', (wrong) => expect(() => parseUpdates(wrong)).toThrow(/^POSTERN_UPDATES: /));
});
