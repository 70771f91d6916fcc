const nonceLength = 12;

/**
 * What something is sealed to: on another site, or for another `id`, it does not open. `secret` is what it takes beside the
 * pepper; empty where the Worker alone shall open it.
 */
export interface SealContext {
  site: string;
  id: string;
  secret: string;
}

/** One for each kind of thing, so that no seal of one kind passes for one of another. */
export type SealPurpose = 'key of a native token' | 'key of a webhook';

export type Sealer = ReturnType<typeof createSealer>;

/**
 * Seals a text with AES-256-GCM so that it takes the context's secret and the pepper to open it: a dump of the database has
 * neither. A seal is the Base64 of a random 96-bit nonce and the ciphertext with its tag; it does not say which pepper made
 * it, since the present and the previous one are simply tried, and the tag tells.
 */
export function createSealer(pepper: string, previous: string | undefined, purpose: SealPurpose) {
  const peppers = previous === undefined ? [pepper] : [pepper, previous];

  async function seal(text: string, context: SealContext): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
    const key = await keyOf(context, pepper, purpose);
    const sealed = await crypto.subtle.encrypt(parametersOf(nonce, context), key, utf8(text));
    return btoa(String.fromCharCode(...nonce, ...new Uint8Array(sealed)));
  }

  /** Undefined where secret, token, site or pepper is another, or the seal has been changed. */
  async function open(sealed: string, context: SealContext): Promise<string | undefined> {
    const bytes = fromBase64(sealed);
    if (!bytes) return undefined;
    const parameters = parametersOf(bytes.slice(0, nonceLength), context);
    for (const each of peppers) {
      const key = await keyOf(context, each, purpose);
      const text = await crypto.subtle
        .decrypt(parameters, key, bytes.slice(nonceLength))
        .catch(() => undefined);
      if (text) return new TextDecoder().decode(text);
    }
    return undefined;
  }

  return {
    seal,
    open,
    /** The same text under the present pepper; undefined where it does not open. */
    async reseal(sealed: string, context: SealContext): Promise<string | undefined> {
      const text = await open(sealed, context);
      return text === undefined ? undefined : seal(text, context);
    },
  };
}

/**
 * HKDF-SHA-256 (RFC 5869) of secret and pepper. Both are key material and the salt is a label, never the pepper: HKDF's first
 * step with the pepper as salt is the very HMAC that stands in the database as the token's hash, and would hand out the key.
 */
async function keyOf(
  { site, id, secret }: SealContext,
  pepper: string,
  purpose: SealPurpose,
): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(secret + pepper), 'HKDF', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: utf8(`postern: ${purpose}`),
      info: utf8(`${site} ${id}`),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function parametersOf(iv: Uint8Array<ArrayBuffer>, { site, id }: SealContext) {
  return { name: 'AES-GCM', iv, additionalData: utf8(`${site} ${id}`) };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
