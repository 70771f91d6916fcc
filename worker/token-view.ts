import type { Policy } from '../shared/contract/policy.ts';
import type { Token as TokenView } from '../shared/contract/token.ts';
import { effectiveExpiry } from '../shared/lifetime.ts';
import type { Token } from './domain/token.ts';

/** A token's record as it crosses the wire; its expiry is the one that counts, which the policy may have brought nearer. */
export function viewOf(token: Token, { maxLifetimeDays }: Policy): TokenView {
  const expiresAt = effectiveExpiry(token, maxLifetimeDays);
  return {
    ...token,
    createdAt: instant(token.createdAt),
    expiresAt: expiresAt === null ? null : instant(expiresAt),
    lastUsedAt: token.lastUsedAt === null ? null : instant(token.lastUsedAt),
    ownerGoneAt: token.ownerGoneAt === null ? null : instant(token.ownerGoneAt),
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
