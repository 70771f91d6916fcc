/** A slot expires after this time in case its request never released it: workerd may end a request at any await. */
const slotMs = 5000;

interface Options {
  max: number;
  maxPerKey: number;
  now: () => number;
}

export type ConcurrencyLimit = ReturnType<typeof createConcurrencyLimit>;

/** A semaphore for calls that run at the same time: at most `max` in all, at most `maxPerKey` with the same key. */
export function createConcurrencyLimit({ max, maxPerKey, now }: Options) {
  /** In the order of their start, so that the first to expire come first. */
  const slots = new Set<{ key: string; since: number }>();
  const used = new Map<string, number>();

  function release(slot: { key: string; since: number }): void {
    if (!slots.delete(slot)) return;
    const left = (used.get(slot.key) ?? 1) - 1;
    if (left > 0) used.set(slot.key, left);
    else used.delete(slot.key);
  }

  function releaseExpired(): void {
    for (const slot of slots) {
      if (now() < slot.since + slotMs) return;
      release(slot);
    }
  }

  return {
    /** Takes a slot and returns the function that releases it. Returns undefined if none is free. */
    acquire(key: string): (() => void) | undefined {
      releaseExpired();
      const usedByKey = used.get(key) ?? 0;
      if (slots.size >= max || usedByKey >= maxPerKey) return undefined;
      const slot = { key, since: now() };
      slots.add(slot);
      used.set(key, usedByKey + 1);
      return () => release(slot);
    },
  };
}
