import type { Scope } from '../../shared/contract/token.ts';
import type { TokenId } from '../domain/token.ts';
import { never } from './schema.ts';

/** What verification needs of a token: the row as it is, no verdict. Instants are epoch milliseconds. */
export interface TokenRow {
  id: TokenId;
  site: string;
  hash: string;
  ownerKey: string;
  ownerName: string;
  scope: Scope;
  ipRanges: string[] | null;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number;
  /** The native token behind it, sealed; null where there is none. */
  nativeSeal: string | null;
}

interface Stored {
  id: TokenId;
  site: string;
  hash: string;
  owner_key: string;
  owner_name: string;
  scope: Scope;
  ip_ranges: string | null;
  created_at: number;
  expires_at: number;
  last_used_at: number;
  native_seal: string | null;
}

const columns =
  'id, site, hash, owner_key, owner_name, scope, ip_ranges, created_at, expires_at, last_used_at, native_seal';

/** `row` undefined: the primary database has no such token. A row may come from a replica, unless `isFromPrimary`. */
export interface FoundToken {
  row: TokenRow | undefined;
  isFromPrimary: boolean;
}

export interface TokenLookup {
  /**
   * Reads the row with one of these hashes by index; asks the primary if a replica has none, or if `needsPrimary`. Throws if the
   * database does not answer.
   */
  find(hashes: readonly string[], needsPrimary: boolean): Promise<FoundToken>;
  /** Notes a use; never moves backwards, and writes nothing where the last one is younger than `interval`. */
  touch(use: TokenUse): Promise<void>;
}

export interface Rehash {
  hash: string;
  pepper: string;
  /** Undefined: stays as it is. */
  nativeSeal?: string | undefined;
}

export interface TokenUse {
  id: TokenId;
  at: number;
  from: string;
  /** Milliseconds between two notes of use. */
  interval: number;
  /** What depends on the pepper, under the present one, where the token was found by an older one. */
  rehash: Rehash | undefined;
}

/**
 * `strict`: every read goes to the primary. Otherwise any replica may answer. If it does not have the token, the primary is
 * asked once, so that a token works as soon as it is created.
 */
export function createTokenLookup(db: D1Database, strict: boolean): TokenLookup {
  async function select(constraint: D1SessionConstraint, hashes: readonly string[]) {
    const places = hashes.map(() => '?').join(', ');
    return db
      .withSession(constraint)
      .prepare(`SELECT ${columns} FROM tokens WHERE hash IN (${places})`)
      .bind(...hashes)
      .run<Stored>();
  }

  return {
    async find(hashes, needsPrimary) {
      const asksPrimary = strict || needsPrimary;
      const first = await select(asksPrimary ? 'first-primary' : 'first-unconstrained', hashes);
      const isFirstPrimary = asksPrimary || first.meta.served_by_primary === true;
      const isAskedAgain = first.results.length === 0 && !isFirstPrimary;
      const { results } = isAskedAgain ? await select('first-primary', hashes) : first;
      return {
        row: results[0] && toTokenRow(results[0]),
        isFromPrimary: isFirstPrimary || isAskedAgain,
      };
    },

    async touch({ id, at, from, interval, rehash }) {
      await db
        .prepare(
          `UPDATE tokens SET last_used_at = ?1, last_used_from = ?2, hash = coalesce(?5, hash),
             pepper = coalesce(?6, pepper), native_seal = coalesce(?7, native_seal)
           WHERE id = ?3 AND last_used_at <= ?4`,
        )
        .bind(
          at,
          from,
          id,
          at - interval,
          rehash?.hash ?? null,
          rehash?.pepper ?? null,
          rehash?.nativeSeal ?? null,
        )
        .run();
    },
  };
}

function toTokenRow(stored: Stored): TokenRow {
  return {
    id: stored.id,
    site: stored.site,
    hash: stored.hash,
    ownerKey: stored.owner_key,
    ownerName: stored.owner_name,
    scope: stored.scope,
    ipRanges: stored.ip_ranges === null ? null : (JSON.parse(stored.ip_ranges) as string[]),
    createdAt: stored.created_at,
    expiresAt: stored.expires_at === never ? null : stored.expires_at,
    lastUsedAt: stored.last_used_at,
    nativeSeal: stored.native_seal,
  };
}
