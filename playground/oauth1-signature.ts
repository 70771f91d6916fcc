import { createVerify, type KeyObject } from 'node:crypto';

/** A decoded name and value; names may repeat. */
export type Parameter = readonly [name: string, value: string];

export interface SignedRequest {
  method: string;
  /** Scheme, host, port and path as the product believes them to be; no query. */
  url: string;
  /** Of the query, the Authorization header and a form body together. */
  parameters: readonly Parameter[];
}

/** RFC 5849, section 3.5.1: the parameters of `Authorization: OAuth`, without the realm. */
export function readOAuthHeader(authorization: string | undefined): Parameter[] {
  const list = /^OAuth(?:\s+|$)(.*)$/is.exec(authorization ?? '')?.[1];
  if (!list) return [];
  return list.split(',').flatMap((piece): Parameter[] => {
    const match = /^\s*([^=\s]+)\s*=\s*"([^"]*)"\s*$/.exec(piece);
    if (!match) return [];
    const name = decode(match[1] ?? '');
    return name.toLowerCase() === 'realm' ? [] : [[name, decode(match[2] ?? '')]];
  });
}

/** RFC 5849, section 3.4.1. */
export function signatureBaseString({ method, url, parameters }: SignedRequest): string {
  const signed = parameters
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), baseStringUri(url), signed].map(encode).join('&');
}

/** RFC 5849, section 3.4.3: RSASSA-PKCS1-v1_5 with SHA-1, in Base64. */
export function isSigned(baseString: string, signature: string, key: KeyObject): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  return createVerify('RSA-SHA1').update(baseString, 'utf8').verify(key, signature, 'base64');
}

/** Section 3.4.1.2: scheme and host in lower case, no default port; the path as it was sent. */
function baseStringUri(url: string): string {
  const match = /^(https?):\/\/([^/:]+|\[[^\]]+\])(?::(\d+))?(\/[^?#]*)?/i.exec(url);
  const scheme = match?.[1]?.toLowerCase() ?? '';
  const port = match?.[3];
  const isDefault = port === undefined || port === (scheme === 'https' ? '443' : '80');
  return `${scheme}://${match?.[2]?.toLowerCase()}${isDefault ? '' : `:${port}`}${match?.[4] ?? '/'}`;
}

/** Section 3.6: everything but the unreserved characters. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
