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
    /** During a rotation of the pepper: the hash under the previous one. */
    previousHash: (secret: Secret): string | undefined =>
      previousHmac && bytesToHex(previousHmac(secret)),
  };
}
