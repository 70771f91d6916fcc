import type { Policy } from '../shared/contract/policy.ts';
import type { ConcurrencyLimit } from './limits/concurrency-limit.ts';
import type { Retry } from './limits/retry.ts';

/** A policy is kept at least this long, also in strict mode: it is one row for all tokens of a site. */
const minimumMs = 1000;

export type PolicyCache = ReturnType<typeof createPolicyCache>;

interface Dependencies {
  read: (site: string) => Promise<Policy>;
  cacheMs: number;
  now: () => number;
  retry: Retry;
  /** Allows one read at a time for each site, because requests without a good credential reach this, too. */
  reads: ConcurrencyLimit;
}

/** The policy of a site as verification needs it: from this isolate's memory, or from the database. */
export function createPolicyCache({ read, cacheMs, now, retry, reads }: Dependencies) {
  const kept = new Map<string, { policy: Policy; until: number }>();
  /** Counts the policies saved on this isolate: a read begun before one must not fill the cache after it. */
  let saves = 0;

  function known(site: string): Policy | undefined {
    const entry = kept.get(site);
    return entry && now() < entry.until ? entry.policy : undefined;
  }

  /** Starts a read; undefined if another request reads this policy already. */
  function startRead(site: string): { reading: Promise<Policy> } | undefined {
    const release = reads.acquire(site);
    return release && { reading: readAndKeep(site).finally(release) };
  }

  async function readAndKeep(site: string): Promise<Policy> {
    const savesBefore = saves;
    const startedAt = now();
    const policy = await read(site);
    if (savesBefore === saves)
      kept.set(site, { policy, until: startedAt + Math.max(cacheMs, minimumMs) });
    return policy;
  }

  return {
    /** The policy in memory; undefined if the last read is too long ago. */
    known,

    /** Throws if the policy cannot be read, and Busy if another request's read takes longer than 2 s. */
    async of(site: string): Promise<Policy> {
      const turn = await retry(() => {
        const policy = known(site);
        return policy ? { policy } : startRead(site);
      });
      return 'policy' in turn ? turn.policy : turn.reading;
    },

    /** The policy that was read last, of any age. Costs no query. */
    lastKnown: (site: string): Policy | undefined => kept.get(site)?.policy,

    /** Call it after a change of the policy: the next request reads it again. */
    forget(site: string): void {
      saves++;
      kept.delete(site);
    },
  };
}
