import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crc32,
  hintOf,
  looksLikeSecret,
  mintSecret,
  parseSecret,
  tokenLength,
} from './token-format.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const mint = () => mintSecret((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>));

/** A source that repeats the given bytes. */
function repeating(source: readonly number[]) {
  let at = 0;
  return (bytes: Uint8Array) => bytes.map(() => source[at++ % source.length] ?? 0);
}

/** Secrets from any source that is not rejected for ever. */
const secrets = fc
  .uint8Array({ minLength: 1, maxLength: 64 })
  .filter((bytes) => bytes.some((byte) => byte < 248))
  .map((bytes) => mintSecret(repeating([...bytes])));

describe('crc32', () => {
  it('is the CRC of ISO 3309 and zlib', () => {
    expect(crc32('123456789').toString(16)).toBe('cbf43926');
    expect(crc32('')).toBe(0);
  });
});

describe('mintSecret', () => {
  it('makes 40 characters that one double click selects', () => {
    const secret = mint();
    expect(secret).toMatch(/^pst_[0-9A-Za-z]{36}$/);
    expect(secret).toHaveLength(tokenLength);
  });

  it('is always read back as itself', () => {
    fc.assert(fc.property(secrets, (secret) => parseSecret(secret) === secret));
  });

  it('rejects the bytes that would favour some characters', () => {
    const withRejected = mintSecret(repeating([248, 255, 1, 250, 2, 3]));
    expect(withRejected).toBe(mintSecret(repeating([1, 2, 3])));
  });

  it('maps equally many bytes to each character', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte++) {
      const char = mintSecret(repeating([byte])).charAt(4);
      counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    expect([...counts.keys()].sort().join('')).toBe(alphabet);
    expect(new Set(counts.values())).toEqual(new Set([4]));
  });

  it('draws uniformly: no character is far from its share', () => {
    const counts = new Map<string, number>();
    const secretsDrawn = 4000;
    for (let i = 0; i < secretsDrawn; i++)
      for (const char of mint().slice(4, 34)) counts.set(char, (counts.get(char) ?? 0) + 1);
    const share = (secretsDrawn * 30) / 62;
    // Chi-squared with 61 degrees of freedom: beyond 130 once in a million.
    const chi = [...alphabet].reduce(
      (sum, char) => sum + ((counts.get(char) ?? 0) - share) ** 2 / share,
      0,
    );
    expect(chi).toBeLessThan(130);
  });

  it('never makes the same one twice', () => {
    expect(new Set(Array.from({ length: 2000 }, mint)).size).toBe(2000);
  });
});

describe('parseSecret', () => {
  it('refuses every change of a single character', () => {
    const secret = mint();
    for (let at = 0; at < secret.length; at++) {
      for (const char of `${alphabet}_- `) {
        const changed = secret.slice(0, at) + char + secret.slice(at + 1);
        if (changed !== secret) expect(parseSecret(changed), changed).toBeUndefined();
      }
    }
  });

  it('refuses two swapped neighbours', () => {
    fc.assert(
      fc.property(secrets, fc.integer({ min: 4, max: 32 }), (secret, at) => {
        const swapped =
          secret.slice(0, at) + secret.charAt(at + 1) + secret.charAt(at) + secret.slice(at + 2);
        return swapped === secret || parseSecret(swapped) === undefined;
      }),
    );
  });

  it('refuses text that is cut, extended, in another letter case or spelled with look-alikes', () => {
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
    ];
    for (const text of wrong) expect(parseSecret(text), JSON.stringify(text)).toBeUndefined();
  });

  it('refuses whatever was not minted', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseSecret(text)));
    const shaped = fc.string({
      unit: fc.constantFrom(...alphabet),
      minLength: 36,
      maxLength: 36,
    });
    fc.assert(fc.property(shaped, (text) => !parseSecret(`pst_${text}`)));
  });
});

describe('looksLikeSecret', () => {
  it.each(['pst_', 'PST_abc', 'Pst_whatever it is', ' pst_pasted', '\tpst_'])('%j does', (text) =>
    expect(looksLikeSecret(text)).toBe(true),
  );

  it.each(['', 'pst', 'secret', 'my pst_', 'pst-', 'ｐst_'])('%j does not', (text) =>
    expect(looksLikeSecret(text)).toBe(false),
  );
});

describe('hintOf', () => {
  it('keeps four characters of the secret, and says nothing of the rest', () => {
    const secret = mint();
    expect(hintOf(secret)).toBe(secret.slice(0, 8));
  });
});
