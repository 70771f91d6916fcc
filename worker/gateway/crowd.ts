import { networksOf } from './failure-keys.ts';
import { createShare, type Share } from './share.ts';

/** What all of a crowd have together of queries in vain. So many at once are what jobs that run side by side need. */
const sharedQueries = { perSecond: 10, atOnce: 100 };
/** How long an address counts as one that failed, at least; and how many at once may be no attack. */
const suspectMs = 60_000;
const few = 20;
/** Of more it may be anybody. */
const most = 5000;
/**
 * Of how many /64s that failed a whole /56, /48 and /32 counts as failed, which one machine may have for itself: more than few
 * of the first, and of the others more than the network below it has or than is a provider's everyday.
 */
const networkLimits = [few, 256, 500];
/** So many /64s of one /32 count to what may be anybody: nobody's own network is everybody. */
const countedOfProvider = 100;

/** What failed in one minute. */
interface Generation {
  addresses: Set<string>;
  /** How many /64s of a network failed. */
  ofNetwork: Map<string, number>;
  counted: number;
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

  function isThere(): boolean {
    turn();
    return [present, before].some(({ addresses }) => addresses.size > few);
  }

  function isOneOfMany(address: string, isTrusted: () => boolean): boolean {
    if (!isThere()) return false;
    const both = [present, before];
    if (both.some(({ addresses }) => addresses.has(address))) return true;
    const networks = networksOf(address);
    return both.some((one) => one.counted >= most || holdsOne(one, networks)) && !isTrusted();
  }

  return {
    add(address: string): void {
      turn();
      const { addresses, ofNetwork, counted } = present;
      if (counted >= most || addresses.has(address)) return;
      const networks = networksOf(address);
      if (holdsOne(present, networks)) return;
      addresses.add(address);
      for (const network of networks) ofNetwork.set(network, (ofNetwork.get(network) ?? 0) + 1);
      const [, , provider = ''] = networks;
      if ((ofNetwork.get(provider) ?? 0) <= countedOfProvider) present.counted++;
    },

    /** Whether more addresses failed than may be no attack. */
    isThere,

    /**
     * Of an address that failed where many did; and save whom the caller trusts, of one in whose network many did, and of any
     * where too many did. Undefined for all others.
     */
    shareOf(address: string, isTrusted: () => boolean): Share | undefined {
      return isOneOfMany(address, isTrusted) ? shared : undefined;
    },
  };
}

/** Whether so many failed of one of these, as `networksOf` gives them, that all of it did. */
function holdsOne({ ofNetwork }: Generation, networks: readonly string[]): boolean {
  return networks.some((network, i) => (ofNetwork.get(network) ?? 0) > (networkLimits[i] ?? few));
}

function emptyGeneration(): Generation {
  return { addresses: new Set(), ofNetwork: new Map(), counted: 0 };
}
