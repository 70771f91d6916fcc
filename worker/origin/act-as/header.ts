import { isHeaderValue } from '../../header-value.ts';
import { Problem } from '../../problem.ts';
import type { ActAs } from './act-as.ts';

/**
 * Trusted header: the origin's authenticator takes the user name from it, and believes it because of `X-Postern-Secret`.
 * Names beyond printable ASCII are refused: there is no spelling of them that every authenticator reads the same way.
 */
export function createHeaderAdapter({ name, secret }: { name: string; secret: string }): ActAs {
  return {
    identityHeader: name,
    async sign(upstream, actor) {
      if (!isHeaderValue(actor.name))
        throw new Problem(
          'origin_unavailable',
          'This way of acting as a user cannot say the name of the owner',
        );
      upstream.headers.set(name, actor.name);
      upstream.headers.set('X-Postern-Secret', secret);
      return upstream;
    },
  };
}
