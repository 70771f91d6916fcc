import { createLru } from '../lru.ts';

/** What runs out, and comes again. */
export interface Share {
  isLeft(): boolean;
  /** Answers how to give it back, once. */
  take(): () => void;
}

interface Size {
  perSecond: number;
  /** Where nothing was taken before. */
  atOnce: number;
}

/** So many a second, evenly spread, and so many at once. */
export function createShare({ perSecond, atOnce }: Size, now: () => number): Share {
  const everyMs = 1000 / perSecond;
  /** When the next one would be due, had all so far come one by one. */
  let dueAt = 0;
  return {
    isLeft() {
      // A clock that was ahead and is put right must not leave a share empty for as long.
      dueAt = Math.min(dueAt, now() + atOnce * everyMs);
      return dueAt <= now() + (atOnce - 1) * everyMs;
    },
    take() {
      dueAt = Math.max(dueAt, now()) + everyMs;
      return () => {
        dueAt -= everyMs;
      };
    },
  };
}

/** A share of that size for each key, as far as they are remembered. */
export function createShares(size: Size, now: () => number): (key: string) => Share {
  const shares = createLru<string, Share>(10_000);
  return (key) => ({
    isLeft: () => shares.get(key)?.isLeft() ?? true,
    take() {
      const share = shares.get(key) ?? createShare(size, now);
      shares.set(key, share);
      return share.take();
    },
  });
}

/** So many at the same time of each key. */
export function createPlaces(atOnce: number): (key: string) => Share {
  const taken = new Map<string, number>();
  return (key) => ({
    isLeft: () => (taken.get(key) ?? 0) < atOnce,
    take() {
      taken.set(key, (taken.get(key) ?? 0) + 1);
      return () => {
        const others = (taken.get(key) ?? 1) - 1;
        if (others === 0) taken.delete(key);
        else taken.set(key, others);
      };
    },
  });
}
