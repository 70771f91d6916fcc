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

/** Takes one of each where all have one left, and answers whether they had. */
export function takeOfAll(...shares: readonly Share[]): boolean {
  if (!shares.every((share) => share.isLeft())) return false;
  for (const share of shares) share.take();
  return true;
}

/** Nothing waits for as long as this for the database, whatever became of it. */
const longestMs = 5000;

/** So many at the same time of each key, as far as they are remembered; one that nobody gives back comes again after a while. */
export function createPlaces(atOnce: number, now: () => number) {
  const taken = createLru<string, Set<{ since: number }>>(10_000);

  function takenOf(key: string): Set<{ since: number }> {
    const places = taken.get(key) ?? new Set();
    for (const place of places) {
      const age = now() - place.since;
      if (age >= 0 && age < longestMs) break;
      places.delete(place);
    }
    return places;
  }

  return (key: string): Share => ({
    isLeft: () => takenOf(key).size < atOnce,
    take() {
      const place = { since: now() };
      const places = takenOf(key).add(place);
      taken.set(key, places);
      return () => {
        places.delete(place);
      };
    },
  });
}

/** What comes of the first try that brings something, a little later each time; undefined where none does. */
export type InTurn = <T>(tryNow: () => T | undefined) => Promise<T | undefined>;

/** What each try waits before the next one. */
const pausesMs = [50, 100, 200, 400, 800];
/** How many may wait for their next try, each of which holds its request in memory; for more there is none. */
const waiting = 1000;

export function createTurns(
  now: () => number,
  pause: (milliseconds: number) => Promise<void>,
): InTurn {
  const seats = createPlaces(waiting, now)('');

  async function tryLater<T>(tryNow: () => T | undefined): Promise<T | undefined> {
    for (const pauseMs of pausesMs) {
      await pause(pauseMs);
      const found = tryNow();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return async (tryNow) => {
    const found = tryNow();
    if (found !== undefined || !seats.isLeft()) return found;
    return tryLater(tryNow).finally(seats.take());
  };
}
