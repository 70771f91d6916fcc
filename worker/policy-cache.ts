import type { Policy } from '../shared/contract/policy.ts';

/** How long a policy is kept where tokens are kept for less: it is one row for all of a site's tokens. */
const leastMs = 1000;

export type PolicyCache = ReturnType<typeof createPolicyCache>;

/** A site's policy as verification needs it, from this isolate's memory or the database. */
export function createPolicyCache(
  read: (site: string) => Promise<Policy>,
  cacheMs: number,
  now: () => number,
) {
  const kept = new Map<string, { policy: Policy; until: number }>();
  /** Counts the policies saved on this isolate: a read begun before one must not bring back the old policy after it. */
  let epoch = 0;

  /** As it was last read; undefined where that is too long ago. */
  function known(site: string): Policy | undefined {
    const entry = kept.get(site);
    return entry && now() < entry.until ? entry.policy : undefined;
  }

  return {
    known,

    async of(site: string): Promise<Policy> {
      const present = known(site);
      if (present) return present;
      const begun = epoch;
      const policy = await read(site);
      if (begun === epoch) kept.set(site, { policy, until: now() + Math.max(cacheMs, leastMs) });
      return policy;
    },

    /** As it was last read, however long ago; asks nobody. */
    lastKnown: (site: string): Policy | undefined => kept.get(site)?.policy,

    /** It was changed: this isolate asks the database from now on. */
    forget(site: string): void {
      epoch++;
      kept.delete(site);
    },
  };
}
