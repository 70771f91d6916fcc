import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import { createLru } from '../lru.ts';

/** The lifetime of an entry for a deleted or expired token. */
const negativeMs = 5000;
const maxRows = 20_000;
const maxNegatives = 5000;

/** For this time after a deletion on this isolate, a replica may still have the deleted token. */
const replicaLagMs = 60_000;

/** A read that has begun: its result is as old as its start. */
export interface ReadStart {
  deletions: number;
  at: number;
  /** True after a deletion on this isolate, which then must refuse the token at once. */
  needsPrimary: boolean;
}

/**
 * A cache entry. `row` is undefined if the token was deleted, or never existed.
 * `isNegative`: the entry may only lead to a rejection. If the policy now lets the row pass, the database must be asked.
 */
export interface CachedToken {
  row: TokenRow | undefined;
  isNegative: boolean;
}

export type TokenCache = ReturnType<typeof createTokenCache>;

/**
 * Token rows in this isolate's memory, by hash: the row, never the verdict. Rows live at most `rowMs`; in strict mode that is 0,
 * and none are kept. Deleted and expired tokens have a negative cache of their own, in strict mode too. After one answer of the
 * primary, a replayed token costs no query for 5 s.
 */
export function createTokenCache(rowMs: number, now: () => number) {
  const rows = createLru<string, { row: TokenRow; until: number }>(maxRows);
  const negatives = createLru<string, { row: TokenRow | undefined; until: number }>(maxNegatives);
  const hashById = new Map<TokenId, string>();
  /** Counts deletions on this isolate: a read begun before one must not fill the cache after it. */
  let deletions = 0;
  let lastDeletionAt = Number.NEGATIVE_INFINITY;

  function countDeletion(): void {
    deletions++;
    lastDeletionAt = now();
  }

  function drop(hash: string, id: TokenId): void {
    rows.delete(hash);
    hashById.delete(id);
  }

  return {
    get(hash: string): CachedToken | undefined {
      const at = now();
      const entry = rows.get(hash);
      if (entry && at < entry.until) return { row: entry.row, isNegative: false };
      if (entry) drop(hash, entry.row.id);
      const negative = negatives.get(hash);
      return negative && at < negative.until ? { row: negative.row, isNegative: true } : undefined;
    },

    /** Call it before a read, and hand the result to `setRow` or `setNegative` with what was read. */
    startRead: (): ReadStart => ({
      deletions,
      at: now(),
      needsPrimary: now() < lastDeletionAt + replicaLagMs,
    }),

    /** Keeps a row, except in strict mode or after a deletion since `start`. */
    setRow(hash: string, row: TokenRow, start: ReadStart): void {
      if (start.deletions !== deletions || rowMs === 0) return;
      const evicted = rows.set(hash, { row, until: start.at + rowMs });
      if (evicted) hashById.delete(evicted.row.id);
      hashById.set(row.id, hash);
    },

    /**
     * Remembers that the token is deleted (`row` undefined) or has expired. Only for results of the primary database: a replica
     * may not have a new token yet.
     */
    setNegative(hash: string, row: TokenRow | undefined, start: ReadStart): void {
      if (start.deletions !== deletions) return;
      negatives.set(hash, { row, until: start.at + negativeMs });
    },

    /** The token was deleted: from now on this isolate asks the database. */
    forget(id: TokenId): void {
      countDeletion();
      const hash = hashById.get(id);
      if (hash !== undefined) drop(hash, id);
    },

    /** The token with this hash may have been deleted: the database did not answer. */
    forgetHash(hash: string): void {
      countDeletion();
      const entry = rows.get(hash);
      if (entry) drop(hash, entry.row.id);
    },

    size: () => ({ rows: rows.size(), negatives: negatives.size() }),
  };
}
