import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';

describe('fold', () => {
  it.each([
    ['CI Job', 'ci job'],
    ['ÅNGSTRÖM', 'ångström'],
    ['A\u030angstro\u0308m', 'Ångström'],
    ['ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'.normalize('NFD').replace(/\u0301/g, '')],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['STRASSE', 'Straße'],
    ['STRAẞE', 'straße'],
    ['İSTANBUL', 'istanbul'],
    ['DIYARBAKIR', 'dıyarbakır'],
    ['ПРИВЕТ', 'привет'],
    ['ＦＵＬＬ', 'full'],
    ['ﬁle', 'FILE'],
    ['ⅷ', 'VIII'],
  ])('%j and %j are one', (a, b) => expect(fold(a)).toBe(fold(b)));

  it.each([
    ['ångström', 'angstrom'],
    ['a b', 'ab'],
    ['李', '季'],
    ['%', '_'],
  ])('%j and %j are two', (a, b) => expect(fold(a)).not.toBe(fold(b)));

  it('finds a Greek word by its beginning, whatever stands behind', () => {
    expect(fold('ΟΔΟΣ Α')).toContain(fold('οδοσ'));
    expect(fold('οδόσημα')).toContain(fold('ΟΔΌΣ'));
  });

  it('is the same for upper and lower case, and when done twice', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aZäÖßẞİıσςΣéñжЖŉ李ǆﬀ0-_ %') });
    fc.assert(
      fc.property(letters, (text) => {
        expect(fold(text.toUpperCase())).toBe(fold(text));
        expect(fold(text.toLowerCase())).toBe(fold(text));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)),
    );
  });
});
