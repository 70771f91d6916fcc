import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from '../shared/token-format.ts';
import type { TokenHash } from './domain/tokens.ts';

/** HMAC-SHA-256 of secrets under the pepper. No slow hash: a secret has 178 bits, there is nothing to guess. */
export function createHasher(pepper: string, previous: string | undefined) {
  const present = keyed(pepper);
  const before = previous === undefined ? undefined : keyed(previous);
  /** Says which pepper made a hash, and nothing of the pepper. */
  const fingerprint = present('postern: which pepper is this').slice(0, 8);

  return {
    fingerprint,
    hash: (secret: Secret): TokenHash => ({ hash: present(secret), pepper: fingerprint }),
    /** What a secret may be stored under: the present pepper's hash, and during a rotation the previous one's. */
    hashes: (secret: Secret): readonly [string, ...string[]] =>
      before ? [present(secret), before(secret)] : [present(secret)],
  };
}

/** For ASCII texts. State and digest are written anew for each: an isolate does one at a time, and this one waits for nothing. */
function keyed(pepper: string): (text: string) => string {
  const state = hmac.create(sha256, utf8ToBytes(pepper));
  const copy = state.clone();
  const digest = new Uint8Array(state.outputLen);
  return (text) => {
    state._cloneInto(copy).update(asciiBytes(text)).digestInto(digest);
    return bytesToHex(digest);
  };
}

function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
