import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';
import { type IpRange, isInRanges, parseIpRange } from '../../shared/ip-range.ts';
import { effectiveExpiry } from '../../shared/lifetime.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { InTime } from '../db/in-time.ts';
import type { TokenLookup, TokenRow, TokenUse } from '../db/token-lookup.ts';
import type { Site } from '../env.ts';
import { type Credential, isSameName } from './credential.ts';
import { type FailureKeys, failureKeys } from './failure-keys.ts';
import type { Failures, Query } from './failures.ts';
import type { Background } from './request.ts';
import type { InTurn } from './share.ts';
import { andThen, orElse, type Soon } from './soon.ts';
import type { TokenCache } from './token-cache.ts';

/** The token part of a credential, and the request it came with as far as it is judged. */
export interface Attempt {
  site: Site;
  credential: Extract<Credential, { kind: 'token' | 'malformed' }>;
  /** What the request needs the token's scope to be. */
  needs: Scope;
  address: string;
}

/**
 * `refused`: no good credential; one and the same answer whatever the reason, `token` is for the audit alone.
 * `beyond-limit`: the same, and too often; `isNews` where the log is to hear of it.
 * `forbidden`: the token is good, its scope or address is not. `unavailable`: nobody can say; never a pass.
 */
export type Verdict =
  | { kind: 'good'; token: TokenRow; secret: Secret; expiresAt: number | null }
  | { kind: 'refused'; reason: RefusalReason; token?: TokenRow }
  | { kind: 'beyond-limit'; isNews: boolean }
  | { kind: 'forbidden'; reason: 'scope' | 'address'; token: TokenRow }
  | { kind: 'unavailable'; cause: unknown };

export type GoodToken = Pick<Extract<Verdict, { kind: 'good' }>, 'token' | 'secret'>;

export type RefusalReason = 'malformed' | 'unknown' | 'other-site' | 'other-user' | 'expired';

type Hashes = readonly [string, ...string[]];

interface Dependencies {
  /** Throws where the database does not answer in time. */
  find: TokenLookup['find'];
  cache: TokenCache;
  failures: Failures;
  policies: {
    /** From memory, where it is young enough. */
    known: (site: string) => Policy | undefined;
    of: (site: string) => Promise<Policy>;
  };
  /** The hashes a secret may be stored under, the present pepper's first. */
  hashes: (secret: Secret) => Hashes;
  presentPepper: string;
  lastUsedMs: number;
  now: () => number;
  inTime: InTime;
  inTurn: InTurn;
}

/** What is known of a try; `query`: what that cost, if it cost one. */
interface Found {
  attempt: Attempt;
  secret: Secret;
  row: TokenRow | 'unknown' | undefined;
  query?: Query;
}

/** A try that memory does not know. */
interface Asked extends Pick<Found, 'attempt' | 'secret'> {
  all: Hashes;
  keys: FailureKeys;
}

export type Verifier = ReturnType<typeof createVerifier>;

export function createVerifier(dependencies: Dependencies) {
  const { cache, failures, policies, hashes, presentPepper, lastUsedMs, now, inTime, inTurn } =
    dependencies;

  /** The row of a secret that this isolate does not know. */
  async function find(all: Hashes, query: Query): Promise<TokenRow | undefined> {
    const begun = cache.begin();
    let isAnswered = false;
    try {
      const row = await dependencies.find(all);
      isAnswered = true;
      cache.fill(all[0], row, begun);
      return row;
    } finally {
      query.end(isAnswered);
    }
  }

  function refuse(
    reason: RefusalReason,
    attempt: Attempt,
    { token, query }: { token?: TokenRow; query?: Query | undefined } = {},
  ): Soon<Verdict> {
    const keys = keysOf(attempt);
    if (reason === 'unknown' || reason === 'expired') query?.noteGone();
    const isQueryRefused = !query && failures.isQueryRefused(keys);
    const decide = (): Verdict =>
      isQueryRefused || failures.isBeyondLimit(keys)
        ? beyondLimit(keys)
        : { kind: 'refused', reason, ...(token && { token }) };
    // A limiter that hangs limits nobody, as one that throws: the try is refused all the same.
    const noting = failures.noteFailure(keys);
    return noting ? inTime(noting).then(decide, decide) : decide();
  }

  function beyondLimit(keys: FailureKeys): Verdict {
    return { kind: 'beyond-limit', isNews: failures.isNews(keys) };
  }

  function judge(found: Found): Soon<Verdict> {
    const { attempt, row, query } = found;
    const { site, credential } = attempt;
    if (row === undefined || row === 'unknown') return refuse('unknown', attempt, { query });
    if (row.site !== site.id) return refuse('other-site', attempt, { query });
    if (credential.user !== undefined && !isSameName(credential.user, row.ownerName))
      return refuse('other-user', attempt, { token: row, query });
    const policy = policies.known(site.id) ?? policies.of(site.id);
    return andThen(policy, (known) => judgeByPolicy(found, row, known));
  }

  function judgeByPolicy(
    { attempt, secret, query }: Found,
    row: TokenRow,
    policy: Policy,
  ): Soon<Verdict> {
    const expiresAt = effectiveExpiry(row, policy.maxLifetimeDays);
    if (expiresAt !== null && now() >= expiresAt)
      return refuse('expired', attempt, { token: row, query });
    query?.notePass();
    const { address, needs } = attempt;
    if (!isAllowedFrom(address, row.ipRanges) || !isAllowedFrom(address, policy.ipRanges))
      return { kind: 'forbidden', reason: 'address', token: row };
    if (needs === 'write' && row.scope === 'read')
      return { kind: 'forbidden', reason: 'scope', token: row };
    failures.noteGood(address);
    return { kind: 'good', token: row, secret, expiresAt };
  }

  /** After others, one of which may have asked for the same. Throws where too many wait. */
  async function askLater(
    all: Hashes,
    keys: FailureKeys,
  ): Promise<Query | { row: TokenRow | 'unknown' } | 'never'> {
    const found = await inTurn(() => {
      const row = cache.get(all[0]);
      if (row !== undefined) return { row };
      const query = failures.takeQuery(all[0], keys);
      return query === 'later' ? undefined : query;
    });
    if (found === undefined) throw new Error('too many queries wait for an answer');
    return found;
  }

  function verdictOf(attempt: Attempt): Soon<Verdict> {
    const { credential } = attempt;
    if (credential.kind === 'malformed') return refuse('malformed', attempt);
    const { secret } = credential;
    const all = hashes(secret);
    const row = cache.get(all[0]);
    if (row !== undefined) return judge({ attempt, secret, row });
    const keys = keysOf(attempt);
    const query = failures.takeQuery(all[0], keys);
    if (query === 'never') return beyondLimit(keys);
    return lookUp({ attempt, secret, all, keys }, query);
  }

  async function lookUp(asked: Asked, first: Query | 'later'): Promise<Verdict> {
    const { attempt, secret, all, keys } = asked;
    const found = first === 'later' ? await askLater(all, keys) : first;
    if (found === 'never') return beyondLimit(keys);
    if ('row' in found) return judge({ attempt, secret, ...found });
    return judge({ attempt, secret, row: await find(all, found), query: found });
  }

  return {
    /** What takes a while is done also where the client hangs up meanwhile: its query counts, and others wait for its end. */
    verify(attempt: Attempt, background: Background): Soon<Verdict> {
      const verdict = orElse(
        () => verdictOf(attempt),
        (cause): Verdict => ({ kind: 'unavailable', cause }),
      );
      if (verdict instanceof Promise) background.waitUntil(verdict);
      return verdict;
    },

    /** The use to note for a good token, or undefined where the last note is young enough. */
    useOf({ token, secret }: GoodToken, { address }: Attempt): TokenUse | undefined {
      const at = now();
      if (at - token.lastUsedAt < lastUsedMs) return undefined;
      // The cached row is this object: the next request of this isolate sees that the use is noted.
      token.lastUsedAt = at;
      const [hash] = hashes(secret);
      const rehash = hash === token.hash ? undefined : { hash, pepper: presentPepper };
      return { id: token.id, at, from: address, interval: lastUsedMs, rehash };
    },
  };
}

function keysOf({ site, address, credential }: Attempt): FailureKeys {
  return failureKeys(site.id, address, credential.user);
}

/** Of the rows and policies that are kept; those that go take theirs along. */
const parsedRanges = new WeakMap<readonly string[], IpRange[]>();

function isAllowedFrom(address: string, ranges: readonly string[] | null): boolean {
  if (ranges === null) return true;
  let parsed = parsedRanges.get(ranges);
  if (!parsed) {
    parsed = ranges.flatMap((text) => parseIpRange(text) ?? []);
    parsedRanges.set(ranges, parsed);
  }
  return isInRanges(address, parsed);
}
