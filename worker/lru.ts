/** A map of at most `capacity` entries that lets go of the one that was not used for longest. */
export function createLru<K, V>(capacity: number) {
  const entries = new Map<K, V>();

  function take(key: K): V | undefined {
    const value = entries.get(key);
    entries.delete(key);
    return value;
  }

  return {
    get(key: K): V | undefined {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    /** Answers the entry that had to go for it. */
    set(key: K, value: V): V | undefined {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.size > capacity ? entries.keys() : [];
      return oldest === undefined ? undefined : take(oldest);
    },
    delete: take,
    size: () => entries.size,
  };
}
