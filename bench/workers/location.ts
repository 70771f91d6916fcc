import { defaultPolicy } from '../../shared/contract/policy.ts';
import type { Secret } from '../../shared/token-format.ts';
import { createTokenLookup } from '../../worker/db/token-lookup.ts';
import type { Site } from '../../worker/env.ts';
import { createTokenCache } from '../../worker/gateway/token-cache.ts';
import { createVerifier } from '../../worker/gateway/verify.ts';

/** Returns true if the database contains the token at this time. */
export type StateAt = (moment: number) => boolean;

interface World {
  now: () => number;
  state: StateAt;
  /** Lag of this location's replica, in milliseconds. */
  lag: number;
  cacheSeconds: number;
}

const site = { id: 'jira' } as Site;
const secret = 'pst_simulated' as Secret;

const row = {
  id: 'one',
  site: 'jira',
  hash: 'hash',
  owner_key: 'k',
  owner_name: 'alice',
  scope: 'write',
  ip_ranges: null,
  created_at: 0,
  expires_at: 8_640_000_000_000_000,
  last_used_at: 0,
  native_seal: null,
};

/** An isolate at one location: the Worker's own cache, lookup and verifier over a replica with lag. */
export function openLocation({ now, state, lag, cacheSeconds }: World) {
  const read = (isPrimary: boolean) => ({
    results: state(isPrimary ? now() : now() - lag) ? [row] : [],
    meta: { served_by_primary: isPrimary },
  });
  const withSession = (constraint: string) => ({
    prepare: () => ({ bind: () => ({ run: async () => read(constraint === 'first-primary') }) }),
  });
  const cacheMs = 1000 * cacheSeconds;
  const verifier = createVerifier({
    find: createTokenLookup({ withSession } as unknown as D1Database, cacheSeconds === 0).find,
    cache: createTokenCache(cacheMs, now),
    lookups: { acquire: () => () => undefined },
    policies: { known: () => defaultPolicy, of: async () => defaultPolicy },
    hasher: { hash: () => 'hash', storedHashes: (_, hash) => [hash], fingerprint: 'bench' },
    isTagValid: () => true,
    lastUsedMs: 300_000,
    now,
    retry: async (attempt) => attempt() ?? Promise.reject(new Error('no slot')),
  });
  const attempt = {
    site,
    credential: { kind: 'token', user: 'alice', secret },
    needs: 'read',
    address: '203.0.113.9',
  } as const;
  return async () => (await verifier.verify(attempt, { waitUntil() {} })).kind === 'good';
}
