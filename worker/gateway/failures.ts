import { createLru } from '../lru.ts';
import { createCrowd } from './crowd.ts';
import { type FailureKeys, failureKeys } from './failure-keys.ts';
import { createPlaces, createShare, createShares, type Share, takeOfAll } from './share.ts';

/** How long a key stays over its limit once the rate limiter said so. */
const limitedMs = 60_000;
/** How long a token that passed counts as worth a query after its row is forgotten, and its address as a home of good ones. */
const hourMs = 3_600_000;
/** How often it is noted as one. */
const noteMs = 60_000;
/** How long the database counts as behind after it did not answer. */
const behindMs = 5000;
/** What an address has of queries in vain while it is over its limit. */
const ownQueries = { perSecond: 1, atOnce: 10 };
/**
 * How many queries of one address may wait for their answer; of one that no good token came from, while there is a crowd; and of
 * all that none came from: before the first answers nobody is known to have failed.
 */
const waitingQueries = 200;
const waitingOfStranger = 5;
const waitingOfStrangers = 500;
/** What the log has for all that is beyond the limit, or of an outage; and for each address. */
export const linesOfLog = { perSecond: 10, atOnce: 10 };
const ownLines = { perSecond: 1, atOnce: 1 };

export type Failures = ReturnType<typeof createFailures>;

/** A query that may be made. */
export interface Query {
  /** The database answered, or did not. */
  end(isAnswered: boolean): void;
  /** Its token is good, be it not for this: from now on it is worth a query, and this one was not in vain. */
  notePass(): void;
  /** There is no such token, or it has ended. */
  noteGone(): void;
}

/**
 * Counts failed tries per address and per user name (60 a minute each, by the rate limit binding), and says whether a try
 * that would cost a query may have one. What is beyond the limit gets none, save tokens that passed here before, and one a
 * second in vain for each address: a good token from an office under attack must still pass, and nobody locks a user out by
 * naming them. Where many addresses failed a moment ago, those share what an isolate asks for them in vain, evenly spread, so
 * that thousands of them at once do not keep the database from all others; one that good tokens came from has its own again
 * where nothing is left. `cachedMs`: how long rows are kept, in which nobody asks for them.
 */
export function createFailures(
  limiter: Pick<RateLimit, 'limit'>,
  now: () => number,
  cachedMs: number,
) {
  const admittedMs = cachedMs + hourMs;
  /** Since when, of each key, hash and address. */
  const limited = createLru<string, number>(10_000);
  const admitted = createLru<string, number>(20_000);
  const homes = createLru<string, number>(10_000);
  const crowd = createCrowd(now);
  const ownOf = createShares(ownQueries, now);
  const placesOf = createPlaces(waitingQueries, now);
  const strangerPlacesOf = createPlaces(waitingOfStranger, now);
  const strangers = createPlaces(waitingOfStrangers, now)('');
  /** When an address last brought a good token, by its own spelling. */
  const goodFrom = createLru<string, number>(10_000);
  const lines = createShare(linesOfLog, now);
  const linesOf = createShares(ownLines, now);
  let unansweredAt: number | undefined;

  const isWithin = (ms: number, since: number | undefined) =>
    since !== undefined && now() >= since && now() < since + ms;
  const isOver = (key: string) => isWithin(limitedMs, limited.get(key));
  const isBeyondLimit = (keys: FailureKeys) => keys.some(isOver);

  const isHome = (address: string) => isWithin(admittedMs, homes.get(address));

  /** Where a query of an address waits for its answer. */
  function placesFor(address: string): Share[] {
    if (isHome(address)) return [placesOf(address)];
    return [crowd.isThere() ? strangerPlacesOf(address) : placesOf(address), strangers];
  }

  /** What a query in vain takes from; undefined where that is used up. */
  function sharesOf(keys: FailureKeys): Share[] | undefined {
    const [address] = keys;
    const shared = crowd.shareOf(address, () => isHome(address));
    const hasOwn = shared !== undefined && !shared.isLeft() && isHome(address);
    const shares = [
      ...(shared && !hasOwn ? [shared] : []),
      ...(hasOwn || isBeyondLimit(keys) ? [ownOf(address)] : []),
    ];
    return shares.every((share) => share.isLeft()) ? shares : undefined;
  }

  function begin(
    hash: string,
    address: string,
    shares: readonly Share[],
    places: readonly Share[],
  ): Query {
    const giveBack = shares.map((share) => share.take());
    const leave = places.map((place) => place.take());
    return {
      end(isAnswered) {
        for (const back of leave) back();
        if (isAnswered) return;
        unansweredAt = now();
        crowd.add(address);
      },
      notePass() {
        admitted.set(hash, now());
        for (const back of giveBack) back();
      },
      noteGone() {
        admitted.delete(hash);
      },
    };
  }

  return {
    /** `never`: the try may cost none. `later`: as many wait as may. Throws where the database is behind. */
    takeQuery(hash: string, keys: FailureKeys): Query | 'never' | 'later' {
      const [address] = keys;
      if (isWithin(admittedMs, admitted.get(hash))) return begin(hash, address, [], []);
      const shares = sharesOf(keys);
      const places = placesFor(address);
      if (shares && places.every((place) => place.isLeft()))
        return begin(hash, address, shares, places);
      if (isBeyondLimit(keys)) return 'never';
      if (shares) return 'later';
      if (isWithin(behindMs, unansweredAt)) throw new Error('the database is behind');
      return 'never';
    },

    isBeyondLimit,

    /** A good token came from here, be it from memory; noted once a minute, for it is asked of each. */
    noteGood(address: string): void {
      if (isWithin(noteMs, goodFrom.get(address))) return;
      goodFrom.set(address, now());
      const [key] = failureKeys('', address, undefined);
      homes.set(key, now());
    },

    /** Whether a query would be refused now: what needs none must not look otherwise. */
    isQueryRefused: (keys: FailureKeys): boolean => sharesOf(keys) === undefined,

    /** Whether a try beyond the limit is worth a line of the log: a flood must not fill it. */
    isNews: ([address]: FailureKeys): boolean => takeOfAll(lines, linesOf(address)),

    /**
     * Counts one failure for each key that is not beyond its limit already, so that a flood costs no more than its answers. A
     * limiter that does not answer limits nobody: the try is refused all the same.
     */
    noteFailure(keys: FailureKeys): Promise<unknown> | undefined {
      crowd.add(keys[0]);
      const counted = keys.filter((key) => !isOver(key));
      if (counted.length === 0) return undefined;
      return Promise.all(
        counted.map(async (key) => {
          const { success } = await limiter.limit({ key }).catch(() => ({ success: true }));
          if (!success) limited.set(key, now());
        }),
      );
    },
  };
}
