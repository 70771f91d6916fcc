/**
 * The plain text of a token: `pst_`, 30 random base62 characters, 6 base62 characters of CRC-32 over all before them.
 * The checksum keeps typing mistakes and junk from costing a query, and lets secret scanners rule out look-alikes.
 */
export const tokenPrefix = 'pst_';
export const tokenLength = 40;

export type Secret = string & { readonly __brand: 'Secret' };

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;
const shape = /^pst_[0-9A-Za-z]{36}$/;

/** Fills an array with bytes from the platform's random source and returns it (`crypto.getRandomValues`). */
export type FillRandom = (bytes: Uint8Array) => Uint8Array;

/** A new secret: 30 characters drawn uniformly (62^30, 178 bits), by rejection of the bytes that would favour some. */
export function mintSecret(fillRandom: FillRandom): Secret {
  const unbiased = 256 - (256 % alphabet.length);
  let text = tokenPrefix;
  while (text.length < tokenPrefix.length + randomLength) {
    for (const byte of fillRandom(new Uint8Array(randomLength))) {
      if (byte < unbiased && text.length < tokenPrefix.length + randomLength) {
        text += alphabet.charAt(byte % alphabet.length);
      }
    }
  }
  return (text + checksum(text)) as Secret;
}

/** The text as a secret, or undefined where length, alphabet or checksum say that it never was one. */
export function parseSecret(text: string): Secret | undefined {
  if (text.length !== tokenLength || !shape.test(text)) return undefined;
  const body = text.slice(0, -checksumLength);
  return checksum(body) === text.slice(-checksumLength) ? (text as Secret) : undefined;
}

/**
 * Whether somebody meant this text to be a token of ours, well formed or not, white space from pasting before it or not;
 * such a text is never a password.
 */
export function looksLikeSecret(text: string): boolean {
  return text.trimStart().slice(0, tokenPrefix.length).toLowerCase() === tokenPrefix;
}

/** What is kept of the secret for display: enough to tell two tokens apart, nothing to guess from. */
export function hintOf(secret: Secret): string {
  return secret.slice(0, tokenPrefix.length + 4);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309 and zlib, of an ASCII text; an unsigned 32-bit number. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc = (crcTable[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
