import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

// The package that Chromium installs from elsewhere than a store: CRX3, a zip behind a signed head
// (chromium: components/crx_file/crx3.proto, crx_file.h).

/** The id that Chromium gives what this key signs: the first half of the public key's SHA-256, in the letters a to p. */
export function chromiumId(key: string): string {
  const letters = [
    ...hashOf(publicKeyOf(createPrivateKey(key)))
      .toString('hex')
      .slice(0, 32),
  ];
  return letters.map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
}

/** The same zip and key make the same bytes: the signature (RSASSA-PKCS1-v1_5 with SHA-256) has no randomness. */
export function packCrx(zip: Buffer, key: string): Buffer {
  const privateKey = createPrivateKey(key);
  if (privateKey.asymmetricKeyType !== 'rsa') throw new Error('--key: an RSA key is needed');
  const publicKey = publicKeyOf(privateKey);
  const signedData = field(1, hashOf(publicKey).subarray(0, 16));
  const toSign = Buffer.concat([
    Buffer.from('CRX3 SignedData\0'),
    uint32(signedData.length),
    signedData,
    zip,
  ]);
  const proof = Buffer.concat([field(1, publicKey), field(2, sign('sha256', toSign, privateKey))]);
  const head = Buffer.concat([field(2, proof), field(10_000, signedData)]);
  return Buffer.concat([Buffer.from('Cr24'), uint32(3), uint32(head.length), head, zip]);
}

function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A field of bytes as protocol buffers write it. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
