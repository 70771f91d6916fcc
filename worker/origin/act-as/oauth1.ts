/** The parts of OAuth 1.0a (RFC 5849) that signing a request takes; pure. */
export type Parameter = [name: string, value: string];

/** RFC 5849 section 3.6: UTF-8, everything but the unreserved characters as `%XX`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Section 3.4.1: method, base string URI and normalized parameters (query, `oauth_*` without signature, form body). */
export function signatureBaseString(
  method: string,
  url: string,
  parameters: readonly Parameter[],
): string {
  const query = [...new URL(url).searchParams];
  return [method.toUpperCase(), baseStringUri(url), normalizeParameters([...query, ...parameters])]
    .map(percentEncode)
    .join('&');
}

/** Section 3.4.1.2: scheme and host in lower case, without the default port; the path as it is sent. */
function baseStringUri(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Section 3.4.1.3.2: encoded first, then sorted by bytes. */
function normalizeParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]): Parameter => [percentEncode(name), percentEncode(value)])
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Section 3.5.1: the value of the Authorization header. */
export function authorizationHeader(parameters: readonly Parameter[]): string {
  const list = parameters.map(
    ([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`,
  );
  return `OAuth ${list.join(', ')}`;
}
