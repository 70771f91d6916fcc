import { createLru } from '../lru.ts';

/** How long a key stays over its limit once the rate limiter said so. */
const limitedMs = 60_000;
/** How long a token that was found counts as worth a query while its address or user name is over the limit. */
const admittedMs = 3_600_000;
/** How long an address counts as one that failed, and how many queries a second all of those share that are within their limits. */
const suspectMs = 60_000;
const suspectQueries = 100;

export type Failures = ReturnType<typeof createFailures>;

/**
 * Counts failed tries per address and per user name (60 a minute each, by the rate limit binding), and says whether a try
 * that would cost a query may have one. What is beyond the limit gets none, save tokens that were found here before, and one
 * a second for each address: a good token from an office under attack must still pass, and nobody locks a user out by
 * naming them. Addresses within the limit that failed a moment ago share what an isolate asks for them, so that thousands of
 * them at once do not keep the database from all others.
 */
export function createFailures(limiter: Pick<RateLimit, 'limit'>, now: () => number) {
  const limited = createLru<string, number>(10_000);
  const admitted = createLru<string, number>(20_000);
  const suspect = createLru<string, number>(10_000);
  const shared = { second: 0, taken: 0 };
  const takeProbe = onceASecond(now);
  const takeLine = onceASecond(now);

  const isLimited = (key: string) => now() < (limited.get(key) ?? 0);

  function takeShared(): boolean {
    const second = Math.floor(now() / 1000);
    if (shared.second !== second) Object.assign(shared, { second, taken: 0 });
    return shared.taken++ < suspectQueries;
  }

  return {
    isBeyondLimit: (keys: FailureKeys) => keys.some(isLimited),

    /** Whether a try beyond the limit is worth a line of the log: a flood must not fill it. */
    isNews: ([address]: FailureKeys): boolean => takeLine(address),

    mayQuery(hash: string, keys: FailureKeys): boolean {
      const [address] = keys;
      if (now() < (admitted.get(hash) ?? 0)) return true;
      if (keys.some(isLimited)) return takeProbe(address);
      return now() >= (suspect.get(address) ?? 0) || takeShared();
    },

    /** A token with this hash exists: worth a query also when its address or name is over the limit. */
    noteFound(hash: string): void {
      admitted.set(hash, now() + admittedMs);
    },

    /**
     * Counts one failure for each key that is not beyond its limit already, so that a flood costs no more than its answers. A
     * limiter that does not answer limits nobody: the try is refused all the same.
     */
    noteFailure(keys: FailureKeys): Promise<unknown> | undefined {
      suspect.set(keys[0], now() + suspectMs);
      const counted = keys.filter((key) => !isLimited(key));
      if (counted.length === 0) return undefined;
      return Promise.all(
        counted.map(async (key) => {
          const { success } = await limiter.limit({ key }).catch(() => ({ success: true }));
          if (!success) limited.set(key, now() + limitedMs);
        }),
      );
    },
  };
}

/** Answers `true` once in each second of the clock for each address. */
function onceASecond(now: () => number): (address: string) => boolean {
  const last = createLru<string, number>(10_000);
  return (address) => {
    const second = Math.floor(now() / 1000);
    if (last.get(address) === second) return false;
    last.set(address, second);
    return true;
  };
}

/** What a failed try is counted under: the address (IPv6 by its /64) and the user name, however it is spelled. */
export type FailureKeys = readonly [address: string, ...user: string[]];

export function failureKeys(site: string, address: string, user: string | undefined): FailureKeys {
  const byAddress = `address ${networkOf(address)}`;
  return user ? [byAddress, `user ${site} ${foldSpelling(user)}`] : [byAddress];
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const written = address.split(':').filter(Boolean).length;
  return address
    .toLowerCase()
    .replace('::', `${':0'.repeat(Math.max(8 - written, 0))}:`)
    .split(':')
    .filter(Boolean)
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

function foldSpelling(user: string): string {
  return user
    .slice(0, 255)
    .normalize('NFKD')
    .replace(/[\p{M}\s\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i');
}
