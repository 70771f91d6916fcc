import { createLru } from '../lru.ts';

/** How long a key stays over its limit once the rate limiter said so. */
const limitedMs = 60_000;
/** How long a token that was found counts as worth a query while its address or user name is over the limit. */
const admittedMs = 3_600_000;
/** How long an address counts as one that failed, at least; and how many at once may be no attack. */
const suspectMs = 60_000;
const fewSuspects = 20;
/** What more than those have together of an isolate's queries. So many at once are what jobs that run side by side need. */
const sharedQueries = { perSecond: 10, atOnce: 100 };
/** What the log has for all that is beyond the limit. */
const linesOfLog = { perSecond: 10, atOnce: 10 };

export type Failures = ReturnType<typeof createFailures>;

/** A query that may be made. */
export interface Query {
  /** It found a token, which is worth one from now on also when its address or name is over the limit. */
  noteFound(): void;
}

/**
 * Counts failed tries per address and per user name (60 a minute each, by the rate limit binding), and says whether a try
 * that would cost a query may have one. What is beyond the limit gets none, save tokens that were found here before, and one
 * a second for each address: a good token from an office under attack must still pass, and nobody locks a user out by
 * naming them. Where many addresses failed a moment ago, those share what an isolate asks for them in vain, evenly spread, so
 * that thousands of them at once do not keep the database from all others.
 */
export function createFailures(limiter: Pick<RateLimit, 'limit'>, now: () => number) {
  const limited = createLru<string, number>(10_000);
  const admitted = createLru<string, number>(20_000);
  const suspects = createSuspects(now);
  const shared = createShare(sharedQueries, now);
  const lines = createShare(linesOfLog, now);
  const takeProbe = onceASecond(now);
  const takeLine = onceASecond(now);

  const isLimited = (key: string) => now() < (limited.get(key) ?? 0);

  const queryFor = (hash: string, giveBack = () => {}): Query => ({
    noteFound() {
      admitted.set(hash, now() + admittedMs);
      giveBack();
    },
  });

  /** Undefined where the try may cost none. */
  function takeQuery(hash: string, keys: FailureKeys): Query | undefined {
    const [address] = keys;
    if (now() < (admitted.get(hash) ?? 0)) return queryFor(hash);
    const isProbe = keys.some(isLimited);
    const isShared = suspects.isOneOfMany(address);
    if (isShared && !shared.isLeft()) return undefined;
    if (isProbe && !takeProbe(address)) return undefined;
    return isShared ? queryFor(hash, shared.take()) : queryFor(hash);
  }

  return {
    takeQuery,

    /** Also where only a query is not to be had: what needs none must not look otherwise. */
    isBeyondLimit: (keys: FailureKeys): boolean =>
      keys.some(isLimited) || (suspects.isOneOfMany(keys[0]) && !shared.isLeft()),

    /** Whether a try beyond the limit is worth a line of the log: a flood must not fill it. */
    isNews([address]: FailureKeys): boolean {
      if (!lines.isLeft() || !takeLine(address)) return false;
      lines.take();
      return true;
    },

    /**
     * Counts one failure for each key that is not beyond its limit already, so that a flood costs no more than its answers. A
     * limiter that does not answer limits nobody: the try is refused all the same.
     */
    noteFailure(keys: FailureKeys): Promise<unknown> | undefined {
      suspects.add(keys[0]);
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

/** Addresses that failed in this minute or the one before; of very many only the last ones. */
function createSuspects(now: () => number) {
  const most = 5000;
  let present = new Set<string>();
  let before = new Set<string>();
  let since = now();

  function turn(): void {
    const age = now() - since;
    if (age < suspectMs && present.size < most) return;
    before = age < 2 * suspectMs ? present : new Set();
    present = new Set();
    since = now();
  }

  return {
    add(address: string): void {
      turn();
      present.add(address);
    },
    isOneOfMany(address: string): boolean {
      turn();
      const isMany = present.size > fewSuspects || before.size > fewSuspects;
      return isMany && (present.has(address) || before.has(address));
    },
  };
}

/** What many share: so many a second, evenly spread, and so many at once where nobody took them before. */
function createShare(
  { perSecond, atOnce }: { perSecond: number; atOnce: number },
  now: () => number,
) {
  const everyMs = 1000 / perSecond;
  /** When the next one would be due, had all so far come one by one. */
  let dueAt = 0;
  return {
    isLeft: () => dueAt < now() + atOnce * everyMs,
    /** Answers how to give it back. */
    take(): () => void {
      dueAt = Math.max(dueAt, now()) + everyMs;
      return () => {
        dueAt -= everyMs;
      };
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
