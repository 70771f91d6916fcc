import type { ManagerQuery } from '../../shared/contract/manager.ts';
import type { TokenTotal } from '../../shared/contract/token.ts';
import type { Token } from './token.ts';

export type SortField = ManagerQuery['sort'];

/** Half-open, epoch milliseconds; `orNever` adds the tokens that have no such instant. */
export interface InstantRange {
  from: number | undefined;
  to: number | undefined;
  orNever: boolean;
}

/** A page begins after the row with this sort value and row number. */
export interface Position {
  value: string | number;
  seq: number;
}

export interface TokenListing {
  owners: readonly string[];
  /** Only of owners whom the product does not know any more. */
  isOwnerGone: boolean;
  text: string;
  created: InstantRange;
  lastUsed: InstantRange;
  expires: InstantRange;
  /** By the policy of now, which may end tokens earlier than they say: `expires` is what people see. */
  maxLifetimeDays: number | null;
  sort: SortField;
  order: 'asc' | 'desc';
  limit: number;
  after: Position | undefined;
}

export interface TokenListPage {
  tokens: Token[];
  /** The next page begins after it. A page may have fewer tokens than its limit and still have a next one. */
  next: Position | undefined;
  /** Undefined if there are too many tokens to count, and on later pages. */
  total: TokenTotal | undefined;
}

export interface TokenListStore {
  list(listing: TokenListing): Promise<TokenListPage>;
}

/** Returns the query as the store reads it, or undefined if its cursor is invalid or belongs to another sort order. */
export function toListing(
  query: ManagerQuery,
  maxLifetimeDays: number | null,
): TokenListing | undefined {
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor, query);
  if (query.cursor !== undefined && !after) return undefined;
  return {
    owners: query.owner,
    isOwnerGone: query.ownerGone !== undefined,
    text: query.q?.trim() ?? '',
    created: range(query.createdFrom, query.createdTo),
    lastUsed: range(query.lastUsedFrom, query.lastUsedTo, query.lastUsed),
    expires: range(query.expiresFrom, query.expiresTo, query.expires),
    maxLifetimeDays,
    sort: query.sort,
    order: query.order,
    limit: query.limit,
    after,
  };
}

function range(from?: string, to?: string, never?: 'never'): InstantRange {
  const instant = (text?: string) => (text === undefined ? undefined : Date.parse(text));
  return { from: instant(from), to: instant(to), orNever: never !== undefined };
}

type Order = Pick<ManagerQuery, 'sort' | 'order'>;

/** Opaque to the caller: the sort order and the position, Base64url. It holds nothing that the page did not show. */
export function formatCursor({ value, seq }: Position, { sort, order }: Order): string {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, order, value, seq]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

export function parseCursor(cursor: string, order: Order): Position | undefined {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const parts: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    if (!Array.isArray(parts) || parts.length !== 4) return undefined;
    const [sort, direction, value, seq]: unknown[] = parts;
    const isText = sort === 'description' || sort === 'owner';
    const fits =
      sort === order.sort &&
      direction === order.order &&
      (isText ? typeof value === 'string' : Number.isSafeInteger(value)) &&
      Number.isSafeInteger(seq);
    return fits ? { value: value as string | number, seq: seq as number } : undefined;
  } catch {
    return undefined;
  }
}
