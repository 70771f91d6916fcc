import type { Token as TokenView } from '../shared/contract/token.ts';
import type { Token } from './domain/token.ts';

/** A token's record as it crosses the wire. */
export function viewOf(token: Token): TokenView {
  return {
    ...token,
    createdAt: instant(token.createdAt),
    expiresAt: token.expiresAt === null ? null : instant(token.expiresAt),
    lastUsedAt: token.lastUsedAt === null ? null : instant(token.lastUsedAt),
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
