/** A request to the origin that is being built; `url` is absolute and begins with the site's origin. */
export interface Upstream {
  method: string;
  url: string;
  headers: Headers;
  /** The parameters of a form-urlencoded body; none for any other body. */
  form: [name: string, value: string][];
}

/** One way to make the origin treat a request as a user's own. */
export interface ActAs {
  /** The header that tells the origin who acts; no client's own of that name goes on, in any spelling. */
  identityHeader: string;
  /** The request as `userName`'s; undefined where this way cannot say that name. */
  sign(upstream: Upstream, userName: string): Promise<Upstream | undefined>;
}
