import type { Secret } from '../../../shared/token-format.ts';
import type { TokenId } from '../../domain/token.ts';

/** A request to the origin that is being built; `url` is absolute and begins with the site's origin. `headers` are its own. */
export interface Upstream {
  method: string;
  url: string;
  headers: Headers;
  /** The parameters of a form-urlencoded body; none for any other body. */
  form: [name: string, value: string][];
}

/** A native token as it is stored, and all of our token that it takes to open it. */
export interface SealedNative {
  seal: string;
  site: string;
  id: TokenId;
  secret: Secret;
}

/** Whom a request acts for, by the product's own key and name; `sealed` is there where a native token stands behind it. */
export interface Actor {
  key: string;
  name: string;
  sealed: SealedNative | undefined;
}

/** One way to make the origin treat a request as a user's own. */
export interface ActAs {
  /** The header that tells the origin who acts; no client's own of that name goes on, in any spelling. */
  identityHeader: string;
  /** The request as the actor's, its headers written into. Throws a Problem where this way cannot act for them. */
  sign(upstream: Upstream, actor: Actor): Promise<Upstream>;
  /** The same request in nobody's name, where there is such a thing: tells the self-test what it is that is refused. */
  signAsNobody?(upstream: Upstream): Promise<Upstream>;
}
