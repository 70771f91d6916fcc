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

function keyed(pepper: string): (text: string) => string {
  const state = hmac.create(sha256, utf8ToBytes(pepper));
  return (text) => bytesToHex(state.clone().update(utf8ToBytes(text)).digest());
}
