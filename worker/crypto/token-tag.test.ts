import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base62, mintSecret, parseSecret, type Secret } from '../../shared/token-format.ts';
import { makeSecret } from '../../tests/support/workerd/secrets.ts';
import { createTokenTagger } from './token-tag.ts';

const key = 'a-key-of-at-least-32-bytes-0123456789';
const otherKey = 'another-key-of-at-least-32-bytes-0123';
const tagger = createTokenTagger(key, []);

const randomBytes = fc.uint8Array({ minLength: 28, maxLength: 28, max: 247 });
const secrets = randomBytes.map((bytes) => mintSecret(() => bytes, tagger.makeTag));

/** The tag by its description: the first 47 bits of the HMAC as a number, in base62 of 8 digits. */
function describeTag(text: string): string {
  const digest = bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text)));
  let rest = BigInt(`0x${digest}`) >> BigInt(256 - 47);
  let tag = '';
  for (let i = 0; i < 8; i++, rest /= 62n) tag = base62.charAt(Number(rest % 62n)) + tag;
  return tag;
}

describe('the tag of a token', () => {
  it('is the first 47 bits of HMAC-SHA-256 over everything before it, in base62', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...base62) }), (text) => {
        expect(tagger.makeTag(text)).toBe(describeTag(text));
      }),
    );
  });

  it('keeps its value: a change would invalidate all tokens', () => {
    expect(makeSecret([], key)).toBe(
      `pst_${'0'.repeat(28)}${tagger.makeTag(`pst_${'0'.repeat(28)}`)}`,
    );
    expect(tagger.makeTag('pst_0000000000000000000000000000')).toBe('XF5M1TeI');
    expect(tagger.fingerprint).toBe('1dc1e8b4');
  });

  it('is valid for every minted secret', () => {
    fc.assert(fc.property(secrets, (secret) => tagger.isTagValid(secret)));
  });

  it('is invalid after a change of any single character', () => {
    const [secret] = fc.sample(secrets, 1);
    for (let at = 4; at < 40; at++)
      for (const char of base62) {
        const changed = parseSecret(`${secret?.slice(0, at)}${char}${secret?.slice(at + 1)}`);
        if (changed && changed !== secret) expect(tagger.isTagValid(changed), changed).toBe(false);
      }
  });

  it('is invalid on random text of the right shape', () => {
    const shaped = fc.string({ unit: fc.constantFrom(...base62), minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(shaped, (text) => !tagger.isTagValid(`pst_${text}` as Secret)),
      {
        numRuns: 10_000,
      },
    );
  });

  it('is invalid if another key made it', () => {
    const other = createTokenTagger(otherKey, []);
    fc.assert(fc.property(secrets, (secret) => !other.isTagValid(secret)));
    expect(other.fingerprint).not.toBe(tagger.fingerprint);
  });

  it('is valid if a previous key made it; new tokens get the current key', () => {
    const keys = ['third-key-of-at-least-32-bytes-012345', key];
    const rotated = createTokenTagger(otherKey, keys);
    fc.assert(fc.property(secrets, (secret) => rotated.isTagValid(secret)));
    expect(rotated.isTagValid(makeSecret([1], keys[0]) as Secret)).toBe(true);
    expect(rotated.makeTag('x')).toBe(createTokenTagger(otherKey, []).makeTag('x'));
    expect(rotated.previousFingerprints[1]).toBe(tagger.fingerprint);
  });
});
