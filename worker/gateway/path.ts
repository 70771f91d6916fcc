/**
 * Whether two servers could read the path differently, so that what we judged is not what the origin does.
 * `dots`: dot segments in any spelling, backslashes, NUL; never forwarded. `slash`: an encoded slash, or a second encoding
 * of any of these; no token goes with it, but it is the origin's own matter where no token does.
 */
export function ambiguityOf(path: string): 'dots' | 'slash' | undefined {
  const plain = path.replace(/%2e/gi, '.');
  if (/\\|%5c|%00|\p{Cc}/iu.test(path) || /(^|\/|%2f)\.{1,2}((;|%3b)[^/]*)?(\/|%2f|$)/i.test(plain))
    return 'dots';
  return /%2f|%25(25)*(2e|2f|3b|5c|00)/i.test(path) ? 'slash' : undefined;
}

/**
 * Where the products make credentials of their own: native personal access tokens, and those of the app that some come from.
 * Neither would know of the token's end, addresses or deletion. Read as the products do: without parameters, decoded once.
 */
export function isWhereCredentialsAreMade(path: string): boolean {
  return /^\/rest\/(pat|de\.resolution\.apitokenauth)(\/|$)/i.test(asRead(path));
}

/** The same of a URI as a proxy was asked for it, which may have the product below any path. */
export function mayBeWhereCredentialsAreMade(uri: string): boolean {
  const path = uri.replace(/[?#].*/s, '');
  return (
    ambiguityOf(path) !== undefined ||
    /\/rest\/(pat|de\.resolution\.apitokenauth)(\/|$)/i.test(asRead(path))
  );
}

function asRead(path: string): string {
  return decode(path.replace(/;[^/]*/g, '')).replace(/\/{2,}/g, '/');
}

/** The path without `;jsessionid`: Tomcat takes a session from it, and a session beats what we say of the user. */
export function withoutSession(path: string): string {
  return path.replace(/;jsessionid(=[^/;]*)?(?=[/;]|$)/gi, '');
}

/** Names that a query may not bring along with a token: the product would read a login or an OAuth request from them. */
const reserved = /^(os_username|os_password|os_authtype|os_cookie|oauth_.*|xoauth_requestor_id)$/i;

/** Whether a form or query parameter, percent-decoded, is one of those. */
export function isReservedParameter(name: string): boolean {
  return reserved.test(name.trim());
}

/** The query (with its `?`, or empty) without the reserved parameters; the rest byte for byte. */
export function withoutReserved(search: string): string {
  if (search.length < 2) return '';
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => !isReservedParameter(nameOf(pair)));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function nameOf(pair: string): string {
  return decode(pair.replace(/=.*/s, '').replaceAll('+', ' '));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8: Latin-1 letters cannot spell a reserved name, the ASCII ones among them still can.
    return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}
