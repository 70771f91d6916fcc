import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The tag key of the Workers in these tests (vitest.config.ts). */
export const tagKey = 'a-tag-key-for-the-tests-only-0123456789';

/**
 * A secret with a valid tag from up to 28 numbers, as docs/architecture.md describes the format. Written without the Worker's
 * code.
 */
export function makeSecret(numbers: readonly number[], key = tagKey): string {
  const random = Array.from({ length: 28 }, (_, i) => alphabet[(numbers[i] ?? 0) % 62]).join('');
  const text = `pst_${random}`;
  return text + makeTag(text, key);
}

/** The same text with a tag that no key made. */
export function makeUpSecret(numbers: readonly number[]): string {
  return makeSecret(numbers, 'a-key-that-no-worker-has-0123456789-0123');
}

function makeTag(text: string, key: string): string {
  const digest = hmac(sha256, utf8ToBytes(key), utf8ToBytes(text));
  let rest = BigInt(`0x${bytesToHex(digest)}`) >> BigInt(256 - 47);
  let tag = '';
  for (let i = 0; i < 8; i++, rest /= 62n) tag = alphabet[Number(rest % 62n)] + tag;
  return tag;
}

/** What the database knows a secret by: HMAC-SHA-256 under the pepper, by the platform's own cryptography. */
export function createHashOf(pepper: string): (secret: string) => Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const hmacAlgorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', bytes(pepper), hmacAlgorithm, false, ['sign']);
  return async (secret) =>
    bytesToHex(new Uint8Array(await crypto.subtle.sign('HMAC', await key, bytes(secret))));
}
