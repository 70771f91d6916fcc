import { bytesToHex } from '@noble/hashes/utils.js';
import { base62, type Secret, splitTag, tagLength } from '../../shared/token-format.ts';
import { createKeyedHmac } from './keyed-hmac.ts';

export type TokenTagger = ReturnType<typeof createTokenTagger>;

/**
 * The tag at the end of each token: the first 47 bits of HMAC-SHA-256 under TOKEN_TAG_KEY over everything before it, in
 * base62. A token with a wrong tag was not made by this Worker, so it is rejected without a database query.
 *
 * A tag grants no access: if a key leaks, made-up tokens cost a query each, as they would without tags. So the comparison need
 * not take constant time.
 */
export function createTokenTagger(key: string, previousKeys: readonly string[]) {
  const makeTag = createTag(key);
  const previousTags = previousKeys.map(createTag);

  return {
    makeTag,
    /** Names the current key, and reveals nothing about it. Stored with each token. */
    fingerprint: fingerprintKey(key),
    previousFingerprints: previousKeys.map(fingerprintKey),
    /** True if the tag was made under the current key or a previous one. */
    isTagValid(secret: Secret): boolean {
      const { text, tag } = splitTag(secret);
      return makeTag(text) === tag || previousTags.some((make) => make(text) === tag);
    },
  };
}

function createTag(key: string): (text: string) => string {
  const hmac = createKeyedHmac(key);
  return (text) => encodeTag(hmac(text));
}

/** The first 47 bits, most significant digit first. 2^47 is less than 62^8, so 8 characters always suffice. */
function encodeTag(digest: Uint8Array): string {
  let rest = 0;
  for (let i = 0; i < 6; i++) rest = rest * 256 + (digest[i] ?? 0);
  rest = Math.floor(rest / 2);
  let tag = '';
  for (let i = 0; i < tagLength; i++) {
    tag = base62.charAt(rest % base62.length) + tag;
    rest = Math.floor(rest / base62.length);
  }
  return tag;
}

function fingerprintKey(key: string): string {
  return bytesToHex(createKeyedHmac(key)('postern: which tag key is this')).slice(0, 8);
}
