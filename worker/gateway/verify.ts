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
}

export type Verifier = ReturnType<typeof createVerifier>;

export function createVerifier(dependencies: Dependencies) {
  const { cache, failures, policies, hashes, presentPepper, lastUsedMs, now, inTime } =
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

  /** `query`: what the try cost, if it cost one. */
  async function refuse(
    reason: RefusalReason,
    attempt: Attempt,
    { token, query }: { token?: TokenRow; query?: Query | undefined } = {},
  ): Promise<Verdict> {
    const keys = keysOf(attempt);
    if (reason === 'unknown' || reason === 'expired') query?.noteGone();
    const isQueryRefused = !query && failures.isQueryRefused(keys);
    // A limiter that hangs limits nobody, as one that throws: the try is refused all the same.
    const noting = failures.noteFailure(keys);
    if (noting) await inTime(noting).catch(() => undefined);
    if (isQueryRefused || failures.isBeyondLimit(keys)) return beyondLimit(keys);
    return { kind: 'refused', reason, ...(token && { token }) };
  }

  function beyondLimit(keys: FailureKeys): Verdict {
    return { kind: 'beyond-limit', isNews: failures.isNews(keys) };
  }

  async function judge(attempt: Attempt): Promise<Verdict> {
    const { site, credential, address, needs } = attempt;
    if (credential.kind === 'malformed') return refuse('malformed', attempt);
    const all = hashes(credential.secret);
    let row = cache.get(all[0]);
    let query: Query | undefined;
    if (row === undefined) {
      const keys = keysOf(attempt);
      query = failures.takeQuery(all[0], keys);
      if (!query) return beyondLimit(keys);
      row = await find(all, query);
    }
    if (row === undefined || row === 'unknown') return refuse('unknown', attempt, { query });
    if (row.site !== site.id) return refuse('other-site', attempt, { query });
    if (credential.user !== undefined && !isSameName(credential.user, row.ownerName)) {
      return refuse('other-user', attempt, { token: row, query });
    }

    const policy = policies.known(site.id) ?? (await policies.of(site.id));
    const expiresAt = effectiveExpiry(row, policy.maxLifetimeDays);
    if (expiresAt !== null && now() >= expiresAt)
      return refuse('expired', attempt, { token: row, query });
    query?.notePass();
    if (!isAllowedFrom(address, row.ipRanges) || !isAllowedFrom(address, policy.ipRanges)) {
      return { kind: 'forbidden', reason: 'address', token: row };
    }
    if (needs === 'write' && row.scope === 'read')
      return { kind: 'forbidden', reason: 'scope', token: row };
    return { kind: 'good', token: row, secret: credential.secret, expiresAt };
  }

  return {
    verify: (attempt: Attempt): Promise<Verdict> =>
      judge(attempt).catch((cause: unknown) => ({ kind: 'unavailable', cause })),

    /** The use to note for a good token, or undefined where the last note is young enough. */
    useOf(token: TokenRow, secret: Secret, from: string): TokenUse | undefined {
      const at = now();
      if (at - token.lastUsedAt < lastUsedMs) return undefined;
      // The cached row is this object: the next request of this isolate sees that the use is noted.
      token.lastUsedAt = at;
      const [hash] = hashes(secret);
      const rehash = hash === token.hash ? undefined : { hash, pepper: presentPepper };
      return { id: token.id, at, from, interval: lastUsedMs, rehash };
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
