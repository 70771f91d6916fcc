import type { Site } from '../env.ts';
import { createLru } from '../lru.ts';
import type { ActAs, Actor } from './act-as/act-as.ts';
import type { Ask } from './ask.ts';
import { askAs, keyOf } from './self.ts';

/** How long a confirmed owner is taken as confirmed on this isolate. */
const confirmedMs = 300_000;
const maxConfirmed = 20_000;

export type OwnerCheck = ReturnType<typeof createOwnerCheck>;

/**
 * Asks the product, acting as the owner, who that is, and compares the key: a name may belong to somebody else by now, and
 * an unknown name is served as anonymous with 200. Throws where the product cannot be reached.
 */
export function createOwnerCheck(ask: Ask, now: () => number) {
  const confirmed = createLru<string, number>(maxConfirmed);
  /** A native token is confirmed for itself: that another one of the same owner is good says nothing of it. */
  const entryOf = (site: Site, { key, name, sealed }: Actor) =>
    JSON.stringify([site.id, key, name, sealed?.id]);

  return {
    isConfirmed: (site: Site, owner: Actor) => now() < (confirmed.get(entryOf(site, owner)) ?? 0),

    async confirm(site: Site, actAs: ActAs, owner: Actor): Promise<boolean> {
      if (keyOf(await askAs(ask, site, actAs, owner)) !== owner.key) return false;
      confirmed.set(entryOf(site, owner), now() + confirmedMs);
      return true;
    },

    /** The product served somebody else: nothing is changed in this owner's name before it is asked again. */
    doubt(site: Site, owner: Actor): void {
      confirmed.delete(entryOf(site, owner));
    },
  };
}
