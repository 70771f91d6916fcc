import type { TokenRow } from '../db/token-lookup.ts';
import type { TokenId } from '../domain/token.ts';
import { createLru } from '../lru.ts';

/** How long an unknown hash is remembered as unknown. */
const negativeMs = 5000;
const maxPositives = 20_000;
const maxNegatives = 5000;

interface ReadBegun {
  epoch: number;
  at: number;
}

export type TokenCache = ReturnType<typeof createTokenCache>;

/**
 * Rows by hash in this isolate's memory: the row, never a verdict. Positives live at most `positiveMs` (0: none are kept),
 * negatives and what has ended at most 5 s; unknown ones apart, so that junk cannot push good tokens out.
 */
export function createTokenCache(positiveMs: number, now: () => number) {
  const rows = createLru<string, { row: TokenRow; until: number }>(maxPositives);
  const unknown = createLru<string, number>(maxNegatives);
  const hashOf = new Map<TokenId, string>();
  /** Counts deletions on this isolate: a read begun before one must not fill the cache after it. */
  let epoch = 0;

  function drop(hash: string, id: TokenId): void {
    rows.delete(hash);
    hashOf.delete(id);
  }

  return {
    get(hash: string): TokenRow | 'unknown' | undefined {
      const at = now();
      const entry = rows.get(hash);
      if (entry && at < entry.until) return entry.row;
      if (entry) drop(hash, entry.row.id);
      const until = unknown.get(hash);
      return until !== undefined && at < until ? 'unknown' : undefined;
    },

    /** To be taken before a read and given to `fill` with its result: what was read is as old as that. */
    begin: (): ReadBegun => ({ epoch, at: now() }),

    fill(hash: string, row: TokenRow | undefined, begun: ReadBegun): void {
      if (begun.epoch !== epoch || positiveMs === 0) return;
      if (!row) {
        unknown.set(hash, begun.at + negativeMs);
        return;
      }
      const { expiresAt } = row;
      const hasEnded = expiresAt !== null && expiresAt <= begun.at;
      const end = hasEnded ? begun.at + negativeMs : (expiresAt ?? Number.POSITIVE_INFINITY);
      const until = Math.min(begun.at + positiveMs, end);
      unknown.delete(hash);
      const evicted = rows.set(hash, { row, until });
      if (evicted) hashOf.delete(evicted.row.id);
      hashOf.set(row.id, hash);
    },

    /** The token is deleted: from now on this isolate asks the database. */
    forget(id: TokenId): void {
      epoch++;
      const hash = hashOf.get(id);
      if (hash !== undefined) drop(hash, id);
    },

    /** The token with this hash may be deleted, and nobody can say. */
    forgetHash(hash: string): void {
      epoch++;
      const entry = rows.get(hash);
      if (entry) drop(hash, entry.row.id);
    },

    size: () => ({ rows: rows.size(), unknown: unknown.size() }),
  };
}
