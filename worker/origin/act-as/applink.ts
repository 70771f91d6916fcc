import type { ActAs, Upstream } from './act-as.ts';
import {
  authorizationHeader,
  type Parameter,
  percentEncode,
  signatureBaseString,
} from './oauth1.ts';

interface Dependencies {
  consumerKey: string;
  /** PKCS#8 PEM of the RSA key whose public half stands in the application link. */
  privateKey: string;
  /** The site's base URL as we call it, and as the product's Tomcat believes it to be. */
  origin: string;
  signingUrl: string;
  now: () => number;
  newNonce: () => string;
}

/**
 * An incoming application link with impersonation: OAuth 1.0a, two-legged, RSA-SHA1 (the product takes no other), the user
 * as `xoauth_requestor_id` in the query, where the signature covers it.
 */
export function createApplinkAdapter(dependencies: Dependencies): ActAs {
  const { consumerKey, origin, signingUrl, now, newNonce } = dependencies;
  let key: CryptoKey | undefined;

  async function signature(base: string): Promise<string> {
    // The key is kept, never the promise of it: a promise of one request must not be waited for by another.
    key ??= await importKey(dependencies.privateKey);
    const bytes = await crypto.subtle.sign(
      'RSASSA-PKCS1-v1_5',
      key,
      new TextEncoder().encode(base),
    );
    return btoa(String.fromCharCode(...new Uint8Array(bytes)));
  }

  return {
    identityHeader: 'Authorization',
    sign: (upstream, { name }) => sign({ ...upstream, url: withRequestor(upstream.url, name) }),
    signAsNobody: sign,
  };

  async function sign(upstream: Upstream): Promise<Upstream> {
    const oauth: Parameter[] = [
      ['oauth_consumer_key', consumerKey],
      ['oauth_token', ''],
      ['oauth_signature_method', 'RSA-SHA1'],
      ['oauth_timestamp', String(Math.floor(now() / 1000))],
      ['oauth_nonce', newNonce()],
      ['oauth_version', '1.0'],
    ];
    const signed = signingUrl + upstream.url.slice(origin.length);
    const base = signatureBaseString(upstream.method, signed, [...oauth, ...upstream.form]);
    upstream.headers.set(
      'Authorization',
      authorizationHeader([...oauth, ['oauth_signature', await signature(base)]]),
    );
    return upstream;
  }
}

function withRequestor(url: Upstream['url'], userName: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}xoauth_requestor_id=${percentEncode(userName)}`;
}

async function importKey(pem: string): Promise<CryptoKey> {
  const base64 = pem.replace(/-----(BEGIN|END) PRIVATE KEY-----|\\n|\s/g, '');
  const der = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return crypto.subtle.importKey(
    'pkcs8',
    der,
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' },
    false,
    ['sign'],
  );
}
