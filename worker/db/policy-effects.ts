import type { EffectsStore, SliceCounts } from '../domain/policy-effects.ts';
import { never } from './schema.ts';

/** How many rows one statement looks at: few enough not to keep verifications waiting, which share the database. */
const usualSlice = 50_000;
/** More addresses in one slice than this are no company's network, and too many to send over. */
const mostAddresses = 5000;

/**
 * Looks at the tokens of a site in slices. These are cut by row number alone: another site's many tokens would make a slice
 * that had to hold so many of this one's as long as the table.
 */
export function createEffectsStore(
  db: D1Database,
  site: string,
  sliceRows = usualSlice,
): EffectsStore {
  const slice = `SELECT *, min(expires_at, created_at + ?3) AS old_end, min(expires_at, created_at + ?4) AS new_end
    FROM (SELECT * FROM tokens WHERE seq > ?2 ORDER BY seq LIMIT ${sliceRows})`;

  return {
    async count(after, { now, presentMs, nextMs, unusedSince }) {
      const row = await db
        .prepare(
          `SELECT max(seq) AS last, count(*) AS looked_at,
             total(site = ?1 AND old_end > ?5) AS live,
             total(site = ?1 AND old_end > ?5 AND new_end <= ?5) AS expireAtOnce,
             total(site = ?1 AND old_end > ?5 AND new_end > ?5 AND new_end < old_end) AS expireEarlier,
             total(site = ?1 AND old_end = ${never} AND new_end < old_end) AS getAnEnd,
             total(site = ?1 AND old_end > ?5 AND new_end > old_end) AS expireLater,
             total(site = ?1 AND old_end > ?5 AND max(created_at, last_used_at) < ?6) AS deletedAsUnused,
             total(site = ?1 AND old_end <= ?5 AND new_end > ?5) AS workAgain
           FROM (${slice})`,
        )
        .bind(site, after, presentMs ?? never, nextMs ?? never, now, unusedSince ?? -1)
        .first<SliceCounts & { last: number | null; looked_at: number }>();
      if (!row) throw new Error('an aggregate without a row');
      const { last, looked_at, ...counts } = row;
      return { counts, next: looked_at < sliceRows ? undefined : (last ?? undefined) };
    },

    async addresses(after, { now, presentMs, nextMs }) {
      const { results } = await db
        .prepare(
          `SELECT last_used_from AS address, count(*) AS tokens FROM (${slice})
           WHERE site = ?1 AND old_end > ?5 AND last_used_from IS NOT NULL GROUP BY last_used_from LIMIT ${mostAddresses + 1}`,
        )
        .bind(site, after, presentMs ?? never, nextMs ?? never, now)
        .run<{ address: string; tokens: number }>();
      return { addresses: results, complete: results.length <= mostAddresses };
    },

    /**
     * The index alone says who has more than `most` tokens; only theirs are looked at, since some may be over, and those of
     * the last owner of a slice, who may have more behind it.
     */
    async ownersAbove(after, most, now) {
      const row = await db
        .prepare(
          `WITH slice AS MATERIALIZED (
             SELECT owner_key FROM tokens INDEXED BY tokens_owner WHERE site = ?1 AND owner_key > ?2
             ORDER BY owner_key LIMIT ${sliceRows}),
           suspects AS (
             SELECT owner_key FROM slice GROUP BY owner_key
             HAVING count(*) > ?3 OR owner_key = (SELECT max(owner_key) FROM slice))
           SELECT (SELECT count(*) FROM slice) AS looked_at, (SELECT max(owner_key) FROM slice) AS last,
             (SELECT count(*) FROM suspects WHERE ?3 < (
               SELECT count(*) FROM tokens INDEXED BY tokens_owner
               WHERE site = ?1 AND tokens.owner_key = suspects.owner_key AND expires_at > ?4 AND replaced_by IS NULL)) AS above`,
        )
        .bind(site, after, most, now)
        .first<{ looked_at: number; last: string | null; above: number }>();
      if (!row) throw new Error('an aggregate without a row');
      return {
        above: row.above,
        next: row.looked_at < sliceRows ? undefined : (row.last ?? undefined),
      };
    },
  };
}
