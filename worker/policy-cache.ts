import type { Policy } from '../shared/contract/policy.ts';
import { createPlaces, type InTurn } from './gateway/share.ts';

/** How long a policy is kept where tokens are kept for less: it is one row for all of a site's tokens. */
const leastMs = 1000;

/** How many reads of one policy may wait for their answer: whoever asks for it needs no credential. */
const reading = 20;

export type PolicyCache = ReturnType<typeof createPolicyCache>;

/** A site's policy as verification needs it, from this isolate's memory or the database. */
export function createPolicyCache(
  read: (site: string) => Promise<Policy>,
  cacheMs: number,
  now: () => number,
  inTurn: InTurn,
) {
  const placesOf = createPlaces(reading, now);
  const kept = new Map<string, { policy: Policy; asked: number; until: number }>();
  /** Counts reads: one that is late must not bring back what a later one saw changed. */
  let reads = 0;
  /** Counts the policies saved on this isolate: a read begun before one must not bring back the old policy after it. */
  let epoch = 0;

  /** As it was last read; undefined where that is too long ago. */
  function known(site: string): Policy | undefined {
    const entry = kept.get(site);
    return entry && now() < entry.until ? entry.policy : undefined;
  }

  /** Undefined where too many others have. */
  function begin(site: string): Promise<Policy> | undefined {
    const place = placesOf(site);
    return place.isLeft() ? readAnew(site).finally(place.take()) : undefined;
  }

  async function readAnew(site: string): Promise<Policy> {
    const begun = epoch;
    const asked = ++reads;
    const policy = await read(site);
    if (begun === epoch && asked > (kept.get(site)?.asked ?? 0))
      kept.set(site, { policy, asked, until: now() + Math.max(cacheMs, leastMs) });
    return policy;
  }

  return {
    known,

    /** Throws where it cannot be read, or too many read it. */
    async of(site: string): Promise<Policy> {
      const policy = await inTurn(() => known(site) ?? begin(site));
      if (!policy) throw new Error('too many wait for the policy');
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
