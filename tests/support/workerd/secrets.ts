const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A secret from these 30 numbers, as the format is written down; made without the Worker's code. */
export function secretOf(numbers: readonly number[]): string {
  const text = `pst_${numbers.map((number) => alphabet[number % 62]).join('')}`;
  let checksum = '';
  for (let rest = crc(text), i = 0; i < 6; i++, rest = Math.floor(rest / 62))
    checksum = alphabet[rest % 62] + checksum;
  return text + checksum;
}

/** CRC-32 bit by bit. */
function crc(text: string): number {
  let sum = 0xffffffff;
  for (const char of text) {
    sum ^= char.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** What the database knows a secret by: HMAC-SHA-256 under the pepper, by the platform's own cryptography. */
export function createHashOf(pepper: string): (secret: string) => Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', bytes(pepper), hmac, false, ['sign']);
  return async (secret) => {
    const digest = new Uint8Array(await crypto.subtle.sign('HMAC', await key, bytes(secret)));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };
}
