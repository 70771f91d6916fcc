import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const publicKey = String(pair.publicKey.export({ type: 'spki', format: 'pem' }));

export const basic = (name: string, password = name) => ({
  Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

/** A body whose shape the test knows. */
export async function readJson<T>(answer: Response | Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

export const asJson = { 'Content-Type': 'application/json' };

export const asForm = {
  'Content-Type': 'application/x-www-form-urlencoded',
  'X-Atlassian-Token': 'no-check',
};

/** The cookie a login by form gives. */
export async function logIn(product: string, name: string, password = name): Promise<string> {
  const page = product.endsWith('/jira') ? 'login.jsp' : 'login.action';
  const answer = await fetch(`${product}/${page}`, {
    method: 'POST',
    body: new URLSearchParams({ os_username: name, os_password: password }),
    redirect: 'manual',
  });
  return answer.headers.get('Set-Cookie')?.split(';')[0] ?? '';
}

export interface Signing {
  method?: string;
  /** What is signed, where that is not what is called. */
  signedUrl?: string;
  form?: Record<string, string>;
  /** OAuth parameters to change; undefined takes one away. */
  oauth?: Record<string, string | undefined>;
  /** A signature in place of the right one. */
  forged?: string;
}

/** RFC 5849 in a few lines that share nothing with the code under test. */
export function sign(
  url: string,
  { method = 'GET', signedUrl = url, form, oauth = {}, forged }: Signing = {},
) {
  const all: Record<string, string | undefined> = {
    oauth_consumer_key: 'postern',
    oauth_nonce: randomUUID(),
    oauth_signature_method: 'RSA-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_token: '',
    oauth_version: '1.0',
    ...oauth,
  };
  const own = Object.entries(all).filter((e): e is [string, string] => e[1] !== undefined);
  const { origin, pathname, searchParams } = new URL(signedUrl);
  const pairs = [...own, ...searchParams, ...Object.entries(form ?? {})];
  const sorted = pairs.map(([k, v]) => `${rfc3986(k)}=${rfc3986(v)}`).sort();
  const base = [method, origin + pathname, sorted.join('&')].map(rfc3986).join('&');
  const signature = createSign('RSA-SHA1').update(base).sign(pair.privateKey, 'base64');
  const listed = [...own, ['oauth_signature', forged ?? signature] as const];
  return `OAuth realm="x", ${listed.map(([k, v]) => `${k}="${rfc3986(v)}"`).join(', ')}`;
}

function rfc3986(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((c) => (/[A-Za-z0-9._~-]/.test(c) ? c : `%${hex(c)}`))
    .join('');
}

function hex(c: string): string {
  return c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
