import { describe, expect, it } from 'vitest';
import { mintSecret, type Secret } from '../shared/token-format.ts';
import { createTokenHasher } from './crypto/token-hash.ts';
import type { TokenId } from './domain/token.ts';
import { createSealer } from './seal.ts';

const pepper = 'a-pepper-for-this-test-alone-0123456789';
const other = 'another-pepper-for-this-test-0123456789';
const text = 'NjI3OTM0:a-raw-token/of+the=product';
const newSecret = () =>
  mintSecret(
    (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    () => '00000000',
  );
const context = { site: 'jira', id: 'id-1' as TokenId, secret: newSecret() };

const purpose = 'key of a native token';
const sealer = createSealer(pepper, undefined, purpose);
const bytesOf = (seal: string) => Uint8Array.from(atob(seal), (char) => char.charCodeAt(0));
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

describe('a seal', () => {
  it('opens with the same secret, token, site and pepper', async () => {
    const seal = await sealer.seal(text, context);
    expect(await sealer.open(seal, context)).toBe(text);
    expect(await createSealer(pepper, other, purpose).open(seal, context)).toBe(text);
  });

  it.each([
    ['secret', { secret: newSecret() }],
    ['secret, by one letter case', { secret: context.secret.toUpperCase() as Secret }],
    ['token', { id: 'id-2' as TokenId }],
    ['site', { site: 'wiki' }],
  ])('does not open with another %s', async (_, change) => {
    const seal = await sealer.seal(text, context);
    expect(await sealer.open(seal, { ...context, ...change })).toBeUndefined();
  });

  it('does not open with another pepper', async () => {
    const seal = await sealer.seal(text, context);
    expect(await createSealer(other, undefined, purpose).open(seal, context)).toBeUndefined();
  });

  it('does not open as a seal of another kind', async () => {
    const seal = await sealer.seal(text, context);
    const ofAnother = createSealer(pepper, undefined, 'key of a webhook');
    expect(await ofAnother.open(seal, context)).toBeUndefined();
  });

  it('does not open once any byte of it is changed, cut off or added', async () => {
    const bytes = bytesOf(await sealer.seal(text, context));
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(await sealer.open(base64(changed), context)).toBeUndefined();
    }
    expect(await sealer.open(base64(bytes.slice(0, -1)), context)).toBeUndefined();
    expect(await sealer.open(base64(Uint8Array.of(...bytes, 0)), context)).toBeUndefined();
    for (const junk of ['', 'not Base64!', 'AAAA', base64(new Uint8Array(12))])
      expect(await sealer.open(junk, context)).toBeUndefined();
  });

  it('is another one each time, and holds nothing that can be read', async () => {
    const seals = await Promise.all(Array.from({ length: 50 }, () => sealer.seal(text, context)));
    const nonces = seals.map((seal) => base64(bytesOf(seal).slice(0, 12)));
    expect(new Set(nonces).size).toBe(50);
    for (const seal of seals) {
      // 12 bytes of nonce, 16 of tag.
      expect(bytesOf(seal)).toHaveLength(12 + text.length + 16);
      expect(atob(seal)).not.toContain(text.slice(0, 6));
    }
  });

  it("does not open with the token's hash, which stands in the same row", async () => {
    const seal = bytesOf(await sealer.seal(text, context));
    const hash = createTokenHasher(pepper, undefined).hash(context.secret);
    const prk = Uint8Array.from(hash.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
    const info = new TextEncoder().encode('jira id-1');
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const extracted = await crypto.subtle.importKey('raw', prk, hmac, false, ['sign']);
    const expanded = await crypto.subtle.sign('HMAC', extracted, Uint8Array.of(...info, 1));
    for (const raw of [prk, expanded]) {
      const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
      const parameters = { name: 'AES-GCM', iv: seal.slice(0, 12), additionalData: info };
      await expect(crypto.subtle.decrypt(parameters, key, seal.slice(12))).rejects.toThrow();
    }
  });
});

describe('a change of the pepper', () => {
  const during = createSealer(other, pepper, purpose);
  const after = createSealer(other, undefined, purpose);

  it('opens what the previous one sealed, and seals it anew under the present one', async () => {
    const old = await sealer.seal(text, context);
    expect(await during.open(old, context)).toBe(text);
    expect(await after.open(old, context)).toBeUndefined();
    const fresh = await during.reseal(old, context);
    expect(await after.open(fresh ?? '', context)).toBe(text);
  });

  it('makes nothing of a seal that does not open', async () => {
    expect(await during.reseal('AAAA', context)).toBeUndefined();
  });
});
