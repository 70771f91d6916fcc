/**
 * The plain text of a token: `pst_`, 28 random base62 characters (166 bits), and a tag of 8 base62 characters.
 * Only the Worker can make and check the tag (worker/crypto/token-tag.ts), so a made-up token costs it no database query.
 * Everybody can check the shape.
 */
export const tokenPrefix = 'pst_';
export const tokenLength = 40;
export const tagLength = 8;

export type Secret = string & { readonly __brand: 'Secret' };

export const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = tokenLength - tokenPrefix.length - tagLength;
const shape = /^pst_[0-9A-Za-z]{36}$/;

/** Fills an array with bytes from the platform's random source and returns it (`crypto.getRandomValues`). */
export type FillRandom = (bytes: Uint8Array) => Uint8Array;

/** Returns the tag for the text before it. */
export type MakeTag = (text: string) => string;

/** Creates a secret. Each random character is uniform: bytes that would favour some characters are rejected. */
export function mintSecret(fillRandom: FillRandom, makeTag: MakeTag): Secret {
  const unbiased = 256 - (256 % base62.length);
  const untaggedLength = tokenPrefix.length + randomLength;
  let text = tokenPrefix;
  while (text.length < untaggedLength) {
    for (const byte of fillRandom(new Uint8Array(randomLength))) {
      if (byte < unbiased && text.length < untaggedLength) {
        text += base62.charAt(byte % base62.length);
      }
    }
  }
  return (text + makeTag(text)) as Secret;
}

/** Returns the text as a secret, or undefined if its length or alphabet is wrong. Does not check the tag. */
export function parseSecret(text: string): Secret | undefined {
  return text.length === tokenLength && shape.test(text) ? (text as Secret) : undefined;
}

/** Splits a secret into its tag and the text before it, over which the tag is computed. */
export function splitTag(secret: Secret): { text: string; tag: string } {
  return { text: secret.slice(0, -tagLength), tag: secret.slice(-tagLength) };
}

/**
 * True if the text was meant to be a token, well formed or not, with or without white space before it. Such a text is never
 * treated as a password.
 */
export function looksLikeSecret(text: string): boolean {
  return text.trimStart().slice(0, tokenPrefix.length).toLowerCase() === tokenPrefix;
}

/** Returns the part of the secret that is stored for display: the prefix and 4 of the random characters. */
export function hintOf(secret: Secret): string {
  return secret.slice(0, tokenPrefix.length + 4);
}
