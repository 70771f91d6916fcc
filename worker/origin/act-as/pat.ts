import { Problem } from '../../problem.ts';
import type { ActAs, SealedNative } from './act-as.ts';

/**
 * A native personal access token of the owner's own, as Bearer. It lies sealed beside our token, and only the secret that the
 * client shows opens it. The product ignores a Bearer that it does not know and serves nobody: that this does not pass for an
 * answer is the owner check's and the gateway's to see.
 */
export function createPatAdapter(
  open: (sealed: SealedNative) => Promise<string | undefined>,
): ActAs {
  return {
    identityHeader: 'Authorization',
    async sign(upstream, { sealed }) {
      if (!sealed)
        throw new Problem(
          'origin_unavailable',
          'This token has no personal access token of the product behind it; make a new one',
        );
      const rawToken = await open(sealed);
      if (rawToken === undefined)
        throw new Problem(
          'unavailable',
          'The personal access token behind this token does not open; make a new one',
        );
      upstream.headers.set('Authorization', `Bearer ${rawToken}`);
      return upstream;
    },
  };
}
