import type { Scope } from '../../shared/contract/token.ts';
import type { Person } from '../../shared/contract/user.ts';

export type TokenId = string & { readonly __brand: 'TokenId' };

/** The record of a token. Instants are epoch milliseconds; null: any address, never, not yet. The hash is not part of it. */
export interface Token {
  id: TokenId;
  description: string;
  hint: string;
  scope: Scope;
  ipRanges: string[] | null;
  owner: Person;
  creator: Person;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
  /** The token that was made to take its place; until its own, shortened, end it goes on. */
  replacedBy: TokenId | null;
  /** Since when the product has known no such owner any more, as far as the nightly look at them has found. */
  ownerGoneAt: number | null;
}

/** Who did it, from where: what the audit keeps beside the deed. `userAgent` is cut to 200 characters. */
export interface Act {
  by: Person;
  address: string;
  userAgent: string;
  requestId: string;
  /** The token by which they did it, where it was no session. */
  byToken?: TokenId;
}
