import { bytesToHex } from '@noble/hashes/utils.js';
import type { Secret } from '../../shared/token-format.ts';
import { createKeyedHmac } from './keyed-hmac.ts';

export type TokenHasher = ReturnType<typeof createTokenHasher>;

/**
 * HMAC-SHA-256 of secrets under the pepper, in hex. A secret has 166 random bits, so a slow password hash would protect
 * nothing.
 */
export function createTokenHasher(pepper: string, previousPepper: string | undefined) {
  const hmac = createKeyedHmac(pepper);
  const previousHmac = previousPepper === undefined ? undefined : createKeyedHmac(previousPepper);
  /** Names the pepper that made a hash, and reveals nothing about it. */
  const fingerprint = bytesToHex(hmac('postern: which pepper is this')).slice(0, 8);

  return {
    fingerprint,
    /** Under the current pepper. */
    hash: (secret: Secret): string => bytesToHex(hmac(secret)),
    /** All hashes that the secret may be stored under: `hash`, and during a rotation of the pepper that of the previous one. */
    storedHashes: (secret: Secret, hash: string): string[] =>
      previousHmac ? [hash, bytesToHex(previousHmac(secret))] : [hash],
  };
}
