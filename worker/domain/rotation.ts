import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';
import type { Person } from '../../shared/contract/user.ts';
import { type Expiry, effectiveExpiry, judgeExpiry, latestExpiry } from '../../shared/lifetime.ts';
import { hintOf, type Secret } from '../../shared/token-format.ts';
import type { Act, Token, TokenId } from './token.ts';
import type { HashedSecret, KeptSecret, NativeTokens } from './tokens.ts';

export interface RotationWish {
  graceMs: number;
  /** Undefined: as long again as the old token was given, as far as the policy allows. */
  expiresAt: number | null | undefined;
}

export type RotateOutcome =
  | { kind: 'rotated'; token: Token; secret: Secret; previous: Token }
  | { kind: 'gone' }
  | { kind: 'over' }
  | { kind: 'already-rotated' }
  | { kind: 'expired' }
  | { kind: 'beyond-policy'; latest: number }
  | { kind: 'scope-not-allowed' }
  | { kind: 'too-many'; limit: number };

/** Puts one token in the place of another, in one transaction with the audit event. */
export interface RotationStore {
  /**
   * False, and nothing done, where the old one is gone, over or replaced already, or where its owner has `limit` replaced
   * ones that still work; null is no limit.
   */
  replace(replacement: Replacement, limit: number | null, act: Act): Promise<boolean>;
  find(ids: readonly string[]): Promise<Token[]>;
}

export interface Replacement {
  previous: Token;
  /** When the old token ends at the latest. */
  previousEndsAt: number;
  token: Token;
  kept: KeptSecret;
}

interface Dependencies {
  store: RotationStore;
  /** On sites where each token of ours needs one of the product's own. */
  natives?: NativeTokens | undefined;
  policy: Policy;
  mintSecret: () => Secret;
  hashSecret: (secret: Secret) => HashedSecret;
  /** Told of each token that is cut short, so that no cache of this isolate answers by its old end. */
  forget: (id: TokenId) => void;
  newId: () => string;
  now: () => number;
}

/** Makes a new token that takes the place of one that still lives; the old one goes on for the grace. */
export function createRotation({
  store,
  natives,
  policy,
  mintSecret,
  hashSecret,
  forget,
  newId,
  now,
}: Dependencies) {
  /**
   * `owner` as the product says them now. No limit on tokens stands in the way, since the old one leaves as the new one
   * comes; but only so many old ones may still be leaving, or a chain of rotations would get around it.
   */
  async function rotate(
    previous: Token,
    wish: RotationWish,
    { owner, forcedScope }: { owner: Person; forcedScope: Scope | null },
    act: Act,
  ): Promise<RotateOutcome> {
    const at = now();
    const obstacle = obstacleTo(previous, policy, at);
    if (obstacle) return { kind: obstacle };
    if (forcedScope !== null && previous.scope !== forcedScope)
      return { kind: 'scope-not-allowed' };
    const expiry = expiryOf(previous, wish, policy, at);
    if (expiry.kind === 'past') return { kind: 'expired' };
    if (expiry.kind === 'beyond') return { kind: 'beyond-policy', latest: expiry.latest };

    const secret = mintSecret();
    const token: Token = {
      ...previous,
      id: newId() as TokenId,
      hint: hintOf(secret),
      owner,
      creator: act.by,
      createdAt: at,
      expiresAt: expiry.expiresAt,
      lastUsedAt: null,
      lastUsedFrom: null,
      ownerGoneAt: null,
    };
    const previousEndsAt = Math.min(
      at + wish.graceMs,
      effectiveExpiry(previous, policy.maxLifetimeDays) ?? Number.POSITIVE_INFINITY,
    );
    const limit = policy.maxTokensPerUser;
    const native = await natives?.create(token, secret);
    const kept = { ...hashSecret(secret), native };
    let isDone = false;
    try {
      isDone = await store.replace({ previous, previousEndsAt, token, kept }, limit, act);
    } finally {
      if (native && !isDone) await natives?.withdraw(native);
      // Even where the answer of the database got lost: the deed may be done.
      forget(previous.id);
    }
    if (!isDone) return explain(previous.id, limit);
    const cut = { ...previous, expiresAt: previousEndsAt, replacedBy: token.id };
    return { kind: 'rotated', token, secret, previous: cut };
  }

  /** What came between the look at the token and the deed. */
  async function explain(id: TokenId, limit: number | null): Promise<RotateOutcome> {
    const [token] = await store.find([id]);
    if (!token) return { kind: 'gone' };
    const obstacle = obstacleTo(token, policy, now());
    return obstacle ? { kind: obstacle } : { kind: 'too-many', limit: limit ?? 0 };
  }

  return { rotate };
}

function obstacleTo(token: Token, { maxLifetimeDays }: Policy, at: number) {
  if (token.replacedBy !== null) return 'already-rotated';
  const end = effectiveExpiry(token, maxLifetimeDays);
  return end !== null && end <= at ? 'over' : undefined;
}

function expiryOf(
  { createdAt, expiresAt }: Token,
  wish: RotationWish,
  { maxLifetimeDays }: Policy,
  at: number,
): Expiry {
  if (wish.expiresAt !== undefined) return judgeExpiry(wish.expiresAt, maxLifetimeDays, at);
  const again = expiresAt === null ? null : at + expiresAt - createdAt;
  const latest = latestExpiry(maxLifetimeDays, at);
  const isBeyond = latest !== null && (again === null || again > latest);
  return { kind: 'allowed', expiresAt: isBeyond ? latest : again };
}
