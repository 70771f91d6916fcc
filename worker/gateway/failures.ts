import { createLru } from '../lru.ts';
import type { FailureKeys } from './failure-keys.ts';
import { createPlaces, createShare, createShares, type Share } from './share.ts';
import { createSuspects } from './suspects.ts';

/** How long a key stays over its limit once the rate limiter said so. */
const limitedMs = 60_000;
/** How long a token that passed counts as worth a query, and its address as one that good tokens come from. */
const admittedMs = 3_600_000;
/** How long the database counts as behind after it did not answer. */
const behindMs = 5000;
/** What an address has of queries in vain while it is over its limit. */
const ownQueries = { perSecond: 1, atOnce: 10 };
/** What many addresses that fail have together of them. So many at once are what jobs that run side by side need. */
const sharedQueries = { perSecond: 10, atOnce: 100 };
/** How many queries of one address may wait for their answer. */
const waitingQueries = 200;
/** What the log has for all that is beyond the limit, and for each address. */
const linesOfLog = { perSecond: 10, atOnce: 10 };
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
 * where nothing is left.
 */
export function createFailures(limiter: Pick<RateLimit, 'limit'>, now: () => number) {
  /** Since when, of each key, hash and address. */
  const limited = createLru<string, number>(10_000);
  const admitted = createLru<string, number>(20_000);
  const homes = createLru<string, number>(10_000);
  const suspects = createSuspects(now);
  const shared = createShare(sharedQueries, now);
  const ownOf = createShares(ownQueries, now);
  const waitingOf = createPlaces(waitingQueries);
  const lines = createShare(linesOfLog, now);
  const linesOf = createShares(ownLines, now);
  let unansweredAt: number | undefined;

  const isWithin = (ms: number, since: number | undefined) =>
    since !== undefined && now() >= since && now() < since + ms;
  const isOver = (key: string) => isWithin(limitedMs, limited.get(key));
  const isBeyondLimit = (keys: FailureKeys) => keys.some(isOver);

  /** What a query in vain takes from; undefined where that is used up. */
  function sharesOf(keys: FailureKeys): Share[] | undefined {
    const [address] = keys;
    const isOneOfMany = suspects.isOneOfMany(address);
    const isHome = isOneOfMany && !shared.isLeft() && isWithin(admittedMs, homes.get(address));
    const shares = [
      ...(isOneOfMany && !isHome ? [shared] : []),
      ...(isHome || isBeyondLimit(keys) ? [ownOf(address)] : []),
    ];
    return shares.every((share) => share.isLeft()) ? shares : undefined;
  }

  function begin(hash: string, address: string, shares: readonly Share[], place?: Share): Query {
    const giveBack = shares.map((share) => share.take());
    const leave = place?.take();
    return {
      end(isAnswered) {
        leave?.();
        if (isAnswered) return;
        unansweredAt = now();
        suspects.add(address);
      },
      notePass() {
        admitted.set(hash, now());
        homes.set(address, now());
        for (const back of giveBack) back();
      },
      noteGone() {
        admitted.delete(hash);
      },
    };
  }

  return {
    /** Undefined where the try may cost none. Throws where only the database is behind. */
    takeQuery(hash: string, keys: FailureKeys): Query | undefined {
      const [address] = keys;
      if (isWithin(admittedMs, admitted.get(hash))) return begin(hash, address, []);
      const shares = sharesOf(keys);
      const place = waitingOf(address);
      if (shares && place.isLeft()) return begin(hash, address, shares, place);
      const isBehind = shares !== undefined || isWithin(behindMs, unansweredAt);
      if (isBehind && !isBeyondLimit(keys)) throw new Error('too many queries wait for an answer');
      return undefined;
    },

    isBeyondLimit,

    /** Whether a query would be refused now: what needs none must not look otherwise. */
    isQueryRefused: (keys: FailureKeys): boolean => sharesOf(keys) === undefined,

    /** Whether a try beyond the limit is worth a line of the log: a flood must not fill it. */
    isNews([address]: FailureKeys): boolean {
      const both = [lines, linesOf(address)];
      if (!both.every((share) => share.isLeft())) return false;
      for (const share of both) share.take();
      return true;
    },

    /**
     * Counts one failure for each key that is not beyond its limit already, so that a flood costs no more than its answers. A
     * limiter that does not answer limits nobody: the try is refused all the same.
     */
    noteFailure(keys: FailureKeys): Promise<unknown> | undefined {
      suspects.add(keys[0]);
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
