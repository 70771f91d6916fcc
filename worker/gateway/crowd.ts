import { networksOf } from './failure-keys.ts';
import { createShare, type Share } from './share.ts';

/** What all of a crowd have together of queries in vain. So many at once are what jobs that run side by side need. */
const sharedQueries = { perSecond: 10, atOnce: 100 };
/** How long an address counts as one that failed, at least; and how many at once may be no attack. */
const suspectMs = 60_000;
const few = 20;
/** More are not told apart: then it may be anybody. */
const most = 5000;

/** What failed in one minute. */
interface Generation {
  addresses: Set<string>;
  /** How many parts of a network failed: /64s of a /48, and /48s of a /32. */
  partsOf: Map<string, number>;
}

/** Addresses that failed in this minute or the one before, which share what they may ask the database where they are many. */
export function createCrowd(now: () => number) {
  const shared = createShare(sharedQueries, now);
  let present = emptyGeneration();
  let before = emptyGeneration();
  let since = now();

  function turn(): void {
    const age = now() - since;
    if (age >= 0 && age < suspectMs) return;
    before = age < 2 * suspectMs ? present : emptyGeneration();
    present = emptyGeneration();
    since = now();
  }

  function isOneOfMany(address: string, isTrusted: () => boolean): boolean {
    const both = [present, before];
    if (!both.some(({ addresses }) => addresses.size > few)) return false;
    if (both.some((one) => holds(one, address))) return true;
    return both.some(({ addresses }) => addresses.size >= most) && !isTrusted();
  }

  return {
    add(address: string): void {
      turn();
      const { addresses, partsOf } = present;
      if (addresses.size >= most || holds(present, address)) return;
      addresses.add(address);
      for (const network of networksOf(address)) {
        const parts = partsOf.get(network) ?? 0;
        partsOf.set(network, parts + 1);
        if (parts > 0) break;
      }
    },

    /**
     * Of an address that failed where many did, as of one in whose network many did; of too many that is any, save whom the
     * caller trusts. Undefined for all others.
     */
    shareOf(address: string, isTrusted: () => boolean): Share | undefined {
      turn();
      return isOneOfMany(address, isTrusted) ? shared : undefined;
    },
  };
}

function holds({ addresses, partsOf }: Generation, address: string): boolean {
  return (
    addresses.has(address) ||
    networksOf(address).some((network) => (partsOf.get(network) ?? 0) > few)
  );
}

function emptyGeneration(): Generation {
  return { addresses: new Set(), partsOf: new Map() };
}
