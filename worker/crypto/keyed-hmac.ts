import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Returns HMAC-SHA-256 under this key as a function of an ASCII text. The key is hashed once, not for each text. The digest is
 * one buffer that the next call overwrites: read it before you call again.
 */
export function createKeyedHmac(key: string): (text: string) => Uint8Array {
  const state = hmac.create(sha256, utf8ToBytes(key));
  const copy = state.clone();
  const digest = new Uint8Array(state.outputLen);
  return (text) => {
    state._cloneInto(copy).update(encodeAscii(text)).digestInto(digest);
    return digest;
  };
}

function encodeAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
