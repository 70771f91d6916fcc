import type { AuditDetails } from '../../shared/contract/audit.ts';
import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';
import type { Person } from '../../shared/contract/user.ts';
import { judgeExpiry } from '../../shared/lifetime.ts';
import { hintOf, type Secret } from '../../shared/token-format.ts';
import type { Act, Token, TokenId } from './token.ts';

export interface NewToken {
  description: string;
  expiresAt: number | null;
  scope: Scope;
  ipRanges: string[] | null;
}

export type CreateOutcome =
  | { kind: 'created'; token: Token; secret: Secret }
  | { kind: 'expired' }
  | { kind: 'beyond-policy'; latest: number }
  | { kind: 'scope-not-allowed' }
  | { kind: 'too-many'; limit: number };

/** What the rules need kept. Each change and its audit event are one transaction: both happen or neither does. */
export interface TokenStore {
  /** False where the owner already has `limit` live tokens; null is no limit. */
  insert(token: Token, kept: KeptSecret, limit: number | null, act: Act): Promise<boolean>;
  /** The tokens of these ids, only `owner`'s where one is given. */
  find(ids: readonly string[], owner?: string): Promise<Token[]>;
  /** Deletes what is there of these, and answers what that was. */
  delete(ids: readonly TokenId[], reason: DeletionReason, act: Act): Promise<DeletedToken[]>;
  /** False where the token is gone. */
  rename(id: TokenId, description: string, act: Act): Promise<boolean>;
}

/** HMAC of a secret, and the fingerprints of the pepper that made it and of the key that made its tag. */
export interface HashedSecret {
  hash: string;
  pepper: string;
  tagKey: string;
}

/** A token of the product's own that stands behind one of ours: the product's id of it, and its plain text, sealed. */
export interface NativeToken {
  id: string;
  seal: string;
}

/** All that is kept of a secret. */
export interface KeptSecret extends HashedSecret {
  native?: NativeToken | undefined;
}

/** Which deed takes a token, as the audit has it. */
export type DeletionReason = AuditDetails['token.deleted']['reason'];

export interface DeletedToken {
  id: TokenId;
  ownerKey: string;
  /** The product's id of the native token that stood behind it. */
  nativeId: string | null;
}

/** Native tokens in the name of the session that asks. */
export interface NativeTokens {
  /** Makes one that lives at least as long as `token`, sealed with the secret. Throws where the product gives none. */
  create(token: Token, secret: Secret): Promise<NativeToken>;
  /** Takes back one that came to stand behind no token of ours; never throws. */
  withdraw(native: NativeToken): Promise<void>;
}

interface Dependencies {
  store: TokenStore;
  /** On sites where each token of ours needs one of the product's own. */
  natives?: NativeTokens | undefined;
  policy: Policy;
  mintSecret: () => Secret;
  hashSecret: (secret: Secret) => HashedSecret;
  /** Told of each deletion, so that no cache of this isolate answers for the token any more. */
  forget: (id: TokenId) => void;
  newId: () => string;
  now: () => number;
}

export type TokenService = ReturnType<typeof createTokenService>;

export function createTokenService({
  store,
  natives,
  policy,
  mintSecret,
  hashSecret,
  forget,
  newId,
  now,
}: Dependencies) {
  async function create(
    wish: NewToken,
    owner: Person,
    forcedScope: Scope | null,
    act: Act,
  ): Promise<CreateOutcome> {
    const createdAt = now();
    const expiry = judgeExpiry(wish.expiresAt, policy.maxLifetimeDays, createdAt);
    if (expiry.kind === 'past') return { kind: 'expired' };
    if (expiry.kind === 'beyond') return { kind: 'beyond-policy', latest: expiry.latest };
    if (forcedScope !== null && wish.scope !== forcedScope) return { kind: 'scope-not-allowed' };

    const secret = mintSecret();
    const token: Token = {
      ...wish,
      id: newId() as TokenId,
      hint: hintOf(secret),
      owner,
      creator: act.by,
      createdAt,
      expiresAt: expiry.expiresAt,
      lastUsedAt: null,
      lastUsedFrom: null,
      replacedBy: null,
      ownerGoneAt: null,
    };
    const limit = policy.maxTokensPerUser;
    const native = await natives?.create(token, secret);
    let isStored = false;
    try {
      isStored = await store.insert(token, { ...hashSecret(secret), native }, limit, act);
    } finally {
      // Whatever kept the token from being stored, what was made for it must not stay behind.
      if (native && !isStored) await natives?.withdraw(native);
    }
    return isStored ? { kind: 'created', token, secret } : { kind: 'too-many', limit: limit ?? 0 };
  }

  /** `owner` bounds what is found to one person's tokens: somebody else's is as good as none. */
  async function find(id: string, owner?: string): Promise<Token | undefined> {
    return (await store.find([id], owner))[0];
  }

  async function rename(id: string, description: string, owner: string | undefined, act: Act) {
    const token = await find(id, owner);
    if (!token || !(await store.rename(token.id, description, act))) return undefined;
    return { ...token, description };
  }

  async function remove(
    ids: readonly string[],
    owner: string | undefined,
    reason: DeletionReason,
    act: Act,
  ): Promise<DeletedToken[]> {
    const found = (await store.find(ids, owner)).map((token) => token.id);
    if (found.length === 0) return [];
    try {
      return await store.delete(found, reason, act);
    } finally {
      // Even where the answer of the database got lost: the deed may be done.
      found.forEach(forget);
    }
  }

  return { create, find, rename, remove };
}
