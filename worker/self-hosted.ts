import { parseAddress } from '../shared/ip-range.ts';
import type { Env } from './env.ts';
import { createFrontDoor } from './front-door.ts';

interface SelfHostedEnv extends Env {
  /** The scheme that clients use; TLS ends at the proxy in front. */
  PUBLIC_SCHEME: 'http' | 'https';
  /** The header in which that proxy says the client's address. */
  CLIENT_ADDRESS_HEADER: string;
}

const door = createFrontDoor();

/** The Worker without Cloudflare (docs/self-host.md): what its edge would say of a request is said by a proxy. */
export default {
  fetch: (request, env, context) => door.fetch(asSeenByClient(request, env), env, context),
  scheduled: door.scheduled,
} satisfies ExportedHandler<SelfHostedEnv>;

/**
 * The request at the address that the client asked for, from the address that the proxy saw. Of several addresses the last one
 * counts: the proxy appended it, those before it are what the client says of itself.
 */
function asSeenByClient(
  request: Request,
  { PUBLIC_SCHEME, CLIENT_ADDRESS_HEADER }: SelfHostedEnv,
): Parameters<typeof door.fetch>[0] {
  const headers = new Headers(request.headers);
  const said = headers.get(CLIENT_ADDRESS_HEADER)?.split(',').at(-1)?.trim() ?? '';
  headers.set('CF-Connecting-IP', parseAddress(said) ? said : '');
  const seen = new Request(request, { headers });
  // Byte for byte: a constructor would tidy the path that is judged.
  const url = request.url.replace(/^[^:]+:/, `${PUBLIC_SCHEME}:`);
  return Object.defineProperty(seen, 'url', { value: url }) as Parameters<typeof door.fetch>[0];
}
