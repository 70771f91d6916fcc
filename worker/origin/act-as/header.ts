import type { ActAs } from './act-as.ts';

/**
 * Trusted header: the origin's authenticator takes the user name from it, and believes it because of `X-Postern-Secret`.
 * Names beyond printable ASCII are refused: there is no spelling of them that every authenticator reads the same way.
 */
export function createHeaderAdapter({ name, secret }: { name: string; secret: string }): ActAs {
  return {
    identityHeader: name,
    async sign(upstream, userName) {
      if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(userName)) return undefined;
      const headers = new Headers(upstream.headers);
      headers.set(name, userName);
      headers.set('X-Postern-Secret', secret);
      return { ...upstream, headers };
    },
  };
}
