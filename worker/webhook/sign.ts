const prefix = 'whsec_';

/** A signing secret as Standard Webhooks writes it: 32 random bytes in Base64 behind `whsec_`. */
export function newSigningSecret(): string {
  return prefix + base64(crypto.getRandomValues(new Uint8Array(32)));
}

interface Message {
  id: string;
  /** Epoch milliseconds of the try, not of the event: receivers refuse what is older than some minutes. */
  sentAt: number;
  body: string;
}

/** The headers by which a receiver knows that a message is ours, and when it was sent (https://www.standardwebhooks.com). */
export async function signatureHeaders(
  { id, sentAt, body }: Message,
  secret: string,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(sentAt / 1000));
  const bytes = Uint8Array.from(atob(secret.slice(prefix.length)), (char) => char.charCodeAt(0));
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign']);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${base64(signature)}`,
  };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
