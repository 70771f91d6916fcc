import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base62,
  hintOf,
  looksLikeSecret,
  mintSecret,
  parseSecret,
  splitTag,
  tokenLength,
} from './token-format.ts';

const makeTag = () => 'TaggedAs';
const mint = () =>
  mintSecret((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>), makeTag);

/** A source that repeats the given bytes. */
function repeat(source: readonly number[]) {
  let at = 0;
  return (bytes: Uint8Array) => bytes.map(() => source[at++ % source.length] ?? 0);
}

/** Secrets from any source whose bytes are not all rejected. */
const secrets = fc
  .uint8Array({ minLength: 1, maxLength: 64 })
  .filter((bytes) => bytes.some((byte) => byte < 248))
  .map((bytes) => mintSecret(repeat([...bytes]), makeTag));

describe('mintSecret', () => {
  it('makes 40 characters that one double click selects', () => {
    const secret = mint();
    expect(secret).toMatch(/^pst_[0-9A-Za-z]{36}$/);
    expect(secret).toHaveLength(tokenLength);
  });

  it('appends the tag of everything before it', () => {
    const tagged: string[] = [];
    const secret = mintSecret(repeat([1]), (text) => {
      tagged.push(text);
      return '12345678';
    });
    expect(tagged).toEqual([`pst_${'1'.repeat(28)}`]);
    expect(secret).toBe(`pst_${'1'.repeat(28)}12345678`);
  });

  it('makes secrets that parseSecret accepts and splitTag splits', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const { text, tag } = splitTag(secret);
        expect(parseSecret(secret)).toBe(secret);
        expect([text + tag, tag]).toEqual([secret, 'TaggedAs']);
      }),
    );
  });

  it('rejects the bytes that would favour some characters', () => {
    const withRejected = mintSecret(repeat([248, 255, 1, 250, 2, 3]), makeTag);
    expect(withRejected).toBe(mintSecret(repeat([1, 2, 3]), makeTag));
  });

  it('maps equally many bytes to each character', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte++) {
      const char = mintSecret(repeat([byte]), makeTag).charAt(4);
      counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    expect([...counts.keys()].sort().join('')).toBe(base62);
    expect(new Set(counts.values())).toEqual(new Set([4]));
  });

  it('draws each character equally often', () => {
    const counts = new Map<string, number>();
    const secretsDrawn = 4000;
    for (let i = 0; i < secretsDrawn; i++)
      for (const char of mint().slice(4, 32)) counts.set(char, (counts.get(char) ?? 0) + 1);
    const expected = (secretsDrawn * 28) / 62;
    // Chi-squared with 61 degrees of freedom: above 130 once in a million.
    const chiSquared = [...base62].reduce(
      (sum, char) => sum + ((counts.get(char) ?? 0) - expected) ** 2 / expected,
      0,
    );
    expect(chiSquared).toBeLessThan(130);
  });

  it('never makes the same secret twice', () => {
    expect(new Set(Array.from({ length: 2000 }, mint)).size).toBe(2000);
  });
});

describe('parseSecret', () => {
  it('rejects text that is cut, extended, in another letter case or spelled with look-alikes', () => {
    const secret = mint();
    const wrong = [
      '',
      'pst_',
      secret.slice(0, -1),
      `${secret}0`,
      ` ${secret}`,
      `${secret}\n`,
      `${secret}\0`,
      secret.toUpperCase(),
      secret.replace('pst', 'рst'),
      secret.replace('_', '＿'),
      `${secret.slice(0, -1)}-`,
      `${secret.slice(0, -1)}é`,
    ];
    for (const text of wrong) expect(parseSecret(text), JSON.stringify(text)).toBeUndefined();
  });

  it('rejects arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseSecret(text)));
  });
});

describe('looksLikeSecret', () => {
  it.each(['pst_', 'PST_abc', 'Pst_whatever it is', ' pst_pasted', '\tpst_'])(
    'accepts %j',
    (text) => expect(looksLikeSecret(text)).toBe(true),
  );

  it.each(['', 'pst', 'secret', 'my pst_', 'pst-', 'ｐst_'])('rejects %j', (text) =>
    expect(looksLikeSecret(text)).toBe(false),
  );
});

describe('hintOf', () => {
  it('returns the prefix and four random characters', () => {
    const secret = mint();
    expect(hintOf(secret)).toBe(secret.slice(0, 8));
  });
});
