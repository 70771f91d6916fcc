import { endSiteOf } from './failure-keys.ts';

/** How long an address counts as one that failed, at least; and how many at once may be no attack. */
const suspectMs = 60_000;
const few = 20;
/** Of very many only the last ones. */
const most = 5000;

/** Addresses that failed in one minute. */
interface Generation {
  addresses: Set<string>;
  /** How many of them are of one end site, which may be a single machine. */
  ofEndSite: Map<string, number>;
}

/** Addresses that failed in this minute or the one before. */
export function createSuspects(now: () => number) {
  let present = emptyGeneration();
  let before = emptyGeneration();
  let since = now();

  function turn(): void {
    const age = now() - since;
    if (age >= 0 && age < suspectMs && present.addresses.size < most) return;
    before = age < 2 * suspectMs ? present : emptyGeneration();
    present = emptyGeneration();
    since = now();
  }

  return {
    add(address: string): void {
      turn();
      const { addresses, ofEndSite } = present;
      if (addresses.has(address)) return;
      addresses.add(address);
      const endSite = endSiteOf(address);
      if (endSite) ofEndSite.set(endSite, (ofEndSite.get(endSite) ?? 0) + 1);
    },

    /** Whether many failed, and it did as well; or many of its own end site. */
    isOneOfMany(address: string): boolean {
      turn();
      const both = [present, before];
      if (!both.some(({ addresses }) => addresses.size > few)) return false;
      if (both.some(({ addresses }) => addresses.has(address))) return true;
      const endSite = endSiteOf(address);
      return endSite !== undefined && both.some((one) => (one.ofEndSite.get(endSite) ?? 0) > few);
    },
  };
}

function emptyGeneration(): Generation {
  return { addresses: new Set(), ofEndSite: new Map() };
}
