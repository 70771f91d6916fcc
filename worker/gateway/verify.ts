import type { Policy } from '../../shared/contract/policy.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { TokenHasher } from '../crypto/token-hash.ts';
import type { TokenTagger } from '../crypto/token-tag.ts';
import type { TokenLookup, TokenUse } from '../db/token-lookup.ts';
import type { ConcurrencyLimit } from '../limits/concurrency-limit.ts';
import type { Retry } from '../limits/retry.ts';
import { evaluate, type GoodToken, type Verdict, type VerificationRequest } from './evaluate.ts';
import type { Background } from './request.ts';
import type { TokenCache } from './token-cache.ts';

interface Dependencies {
  /** Throws if the database does not answer in time. */
  find: TokenLookup['find'];
  cache: TokenCache;
  /** For queries that run at the same time; the key is the token's hash. */
  lookups: ConcurrencyLimit;
  policies: {
    /** From memory, if it is young enough. */
    known: (site: string) => Policy | undefined;
    of: (site: string) => Promise<Policy>;
  };
  hasher: TokenHasher;
  isTagValid: TokenTagger['isTagValid'];
  lastUsedMs: number;
  now: () => number;
  retry: Retry;
}

/** A secret and its hash under the current pepper. */
interface SecretWithHash {
  secret: Secret;
  hash: string;
}

export type Verifier = ReturnType<typeof createVerifier>;

/** Decides whether a credential is a good token. Order of checks: shape, memory, tag, database. */
export function createVerifier(dependencies: Dependencies) {
  const { find, cache, lookups, policies, hasher, isTagValid, lastUsedMs, now, retry } =
    dependencies;

  /** The verdict of the cache; undefined if the database must be asked. */
  function evaluateCached(
    request: VerificationRequest,
    { secret, hash }: SecretWithHash,
    policy: Policy,
  ): Verdict | undefined {
    const cached = cache.get(hash);
    if (!cached) return undefined;
    const { row, isNegative } = cached;
    const verdict = evaluate({ request, secret, row, policy, now: now() });
    return isNegative && verdict.kind !== 'refused' ? undefined : verdict;
  }

  /** Waits for a free slot. If another request fills the cache in the meantime, uses that. */
  async function verifyByDatabase(
    request: VerificationRequest,
    hashed: SecretWithHash,
  ): Promise<Verdict> {
    const policy = await policies.of(request.site.id);
    const outcome = await retry(() => {
      const verdict = evaluateCached(request, hashed, policy);
      return verdict ? { verdict } : acquireSlot(hashed.hash);
    });
    if ('verdict' in outcome) return outcome.verdict;
    try {
      return await lookUp(request, hashed, policy);
    } finally {
      outcome.release();
    }
  }

  function acquireSlot(hash: string): { release: () => void } | undefined {
    const release = lookups.acquire(hash);
    return release && { release };
  }

  async function lookUp(
    request: VerificationRequest,
    { secret, hash }: SecretWithHash,
    policy: Policy,
  ): Promise<Verdict> {
    const start = cache.startRead();
    const hashes = hasher.storedHashes(secret, hash);
    const { row, isFromPrimary } = await find(hashes, start.needsPrimary);
    if (row) cache.setRow(hash, row, start);
    const verdict = evaluate({ request, secret, row, policy, now: now() });
    const isDead = verdict.kind === 'refused' && ['unknown', 'expired'].includes(verdict.reason);
    if (isDead && isFromPrimary) cache.setNegative(hash, row, start);
    return verdict;
  }

  /** The verdict, if policy and row are in memory or the tag is wrong; otherwise undefined. */
  function verifyByMemory(
    request: VerificationRequest,
    hashed: SecretWithHash,
  ): Verdict | undefined {
    const policy = policies.known(request.site.id);
    const verdict = policy && evaluateCached(request, hashed, policy);
    if (verdict) return verdict;
    return isTagValid(hashed.secret) ? undefined : { kind: 'refused', reason: 'wrong-tag' };
  }

  return {
    /**
     * The promise never rejects: an error becomes `unavailable`. A lookup is completed even if the client hangs up, so that its
     * slot is released.
     */
    async verify(request: VerificationRequest, background: Background): Promise<Verdict> {
      const { credential } = request;
      if (credential.kind === 'malformed') return { kind: 'refused', reason: 'malformed' };
      const { secret } = credential;
      const hashed = { secret, hash: hasher.hash(secret) };
      const known = verifyByMemory(request, hashed);
      if (known) return known;
      const verdict = verifyByDatabase(request, hashed).catch(
        (cause: unknown): Verdict => ({ kind: 'unavailable', cause }),
      );
      background.waitUntil(verdict);
      return verdict;
    },

    /** The use to note for a good token, or undefined if the last note is young enough. */
    toTokenUse(
      { token, secret }: GoodToken,
      { address }: VerificationRequest,
    ): TokenUse | undefined {
      const at = now();
      if (at - token.lastUsedAt < lastUsedMs) return undefined;
      // The cached row is this object: the next request on this isolate sees that the use is noted.
      token.lastUsedAt = at;
      const hash = hasher.hash(secret);
      const rehash = hash === token.hash ? undefined : { hash, pepper: hasher.fingerprint };
      return { id: token.id, at, from: address, interval: lastUsedMs, rehash };
    },
  };
}
