import type { Policy } from '../shared/contract/policy.ts';

/** How long a policy is kept where tokens are kept for less: it is one row for all of a site's tokens. */
const leastMs = 1000;

/** A site's policy as verification needs it, from this isolate's memory or the database. */
export function createPolicyCache(
  read: (site: string) => Promise<Policy>,
  cacheMs: number,
  now: () => number,
) {
  const kept = new Map<string, { policy: Policy; until: number }>();

  return async function policyOf(site: string): Promise<Policy> {
    const entry = kept.get(site);
    if (entry && now() < entry.until) return entry.policy;
    const policy = await read(site);
    kept.set(site, { policy, until: now() + Math.max(cacheMs, leastMs) });
    return policy;
  };
}
