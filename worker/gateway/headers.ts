/** Hop-by-hop headers (RFC 9110 section 7.6.1), and credentials that must never go on with a token. */
const dropped = new Set([
  'authorization',
  'proxy-authorization',
  'proxy-authenticate',
  'proxy-connection',
  'cookie',
  'cookie2',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'forwarded',
  'via',
  // A browser's marks: the product's XSRF filter judges them, and a token is no browser.
  'origin',
  'referer',
  // What proxies and frameworks read a client, a path or a method from.
  'true-client-ip',
  'client-ip',
  'method-override',
  'http-method-override',
  'remote-user',
  'remote-addr',
  // The client's values are dropped: then workerd sends `no-cache` for `cache: 'no-store'`, and no cache stores the answer.
  'cache-control',
  'pragma',
]);

/** `X-Forwarded-For`, `X-Real-IP`, `X-Original-URL`, `X-Remote-User`, `X-HTTP-Method-Override`, ours, and their kin. */
const droppedPrefix =
  /^(x-originating-|x-envoy-|fastly-|sm-|iv-|oam-|x-forwarded|x-real-|x-original-|x-rewrite-|x-remote-|x-client-|x-cluster-|x-http-|x-method|x-auth|x-user|x-postern|x-ausername|x-seraph|x-webauth|x-ssl-|ssl-client|cf-|sec-|http-)/;

/** One spelling for `X_Remote_User`, `x-remote_user` and `X-REMOTE-USER`: servers that map headers to variables see one. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/**
 * The headers that may go on with a token; `identityHeader` is what the site's adapter says the user with. Taken away from a
 * copy, never copied one by one: reading a value decodes it, and bytes that are no UTF-8 would not come out again.
 */
export function forwardableHeaders(headers: Headers, identityHeader: string): Headers {
  const named = (headers.get('Connection') ?? '').split(',').map((name) => canonical(name.trim()));
  const identity = canonical(identityHeader);
  const kept = new Headers(headers);
  for (const name of headers.keys()) {
    const spelled = canonical(name);
    const isDropped =
      dropped.has(spelled) ||
      droppedPrefix.test(spelled) ||
      spelled === identity ||
      named.includes(spelled);
    if (isDropped) kept.delete(name);
  }
  if (/mozilla|opera|webkit/i.test(headers.get('User-Agent') ?? ''))
    kept.set('User-Agent', 'Postern');
  kept.set('X-Atlassian-Token', 'no-check');
  return kept;
}

/** The same headers without those that only Postern may say: nobody else tells an origin who acts. A copy only where one is. */
export function withoutIdentity(headers: Headers, identityHeader: string): HeadersInit {
  const identity = canonical(identityHeader);
  let kept: Headers | undefined;
  for (const name of headers.keys()) {
    const spelled = canonical(name);
    if (spelled !== identity && !spelled.startsWith('x-postern')) continue;
    kept ??= new Headers(headers);
    kept.delete(name);
  }
  return kept ?? headers;
}
