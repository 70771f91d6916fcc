import { and, eq, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { createAuditWriter } from './audit.ts';
import { nobody } from './clean-up.ts';
import { createNightProgress } from './night-progress.ts';
import { tokens } from './schema.ts';

/** `owners`: the live tokens' owners that the product knew when it was last asked; `gone-owners`: the marked ones. */
export type OwnerWalk = 'owners' | 'gone-owners';

/** An owner as their tokens name them. Somebody who was renamed has tokens under both names, and only one of these works. */
interface NamedOwner {
  key: string;
  name: string;
}

/** Each is in the order of the walk, so that a page reads what it shows. */
const indexOf: Record<OwnerWalk, string> = {
  owners: 'tokens_owner',
  'gone-owners': 'tokens_owner_gone',
};

export type OwnerStore = ReturnType<typeof createOwnerStore>;

/** The owners of one site's tokens, as the nightly look at them walks through: some a night, from where the last one ended. */
export function createOwnerStore(db: DrizzleD1Database, site: string, now: () => number) {
  const audit = createAuditWriter(db, now);
  const here = eq(tokens.site, site);
  const isIn: Record<OwnerWalk, () => SQL | undefined> = {
    owners: () => and(isNull(tokens.ownerGoneAt), gt(tokens.expiresAt, now())),
    'gone-owners': () => isNotNull(tokens.ownerGoneAt),
  };
  const progress = createNightProgress(db, site);

  /** Their tokens, found by the index however many others there are. */
  function ofOwners(owners: readonly NamedOwner[]): SQL {
    const pairs = JSON.stringify(owners.map(({ key, name }) => [key, name]));
    return sql`${tokens.seq} IN (
      SELECT theirs.seq FROM json_each(${pairs}) AS named
      CROSS JOIN ${tokens} AS theirs INDEXED BY tokens_owner
      WHERE theirs.site = ${site} AND theirs.owner_key = named.value ->> 0 AND theirs.owner_name = named.value ->> 1)`;
  }

  async function change(
    action: 'owner.gone' | 'owner.returned',
    owners: readonly NamedOwner[],
    ownerGoneAt: number | null,
  ): Promise<void> {
    const isOther =
      ownerGoneAt === null ? isNotNull(tokens.ownerGoneAt) : isNull(tokens.ownerGoneAt);
    const which = and(ofOwners(owners), isOther);
    await db.batch([
      audit.ofOwners(site, { action, which }, nobody),
      db.update(tokens).set({ ownerGoneAt }).where(which),
    ]);
  }

  return {
    /** Where the last night's walk ended; undefined where it came to the end. */
    async position(walk: OwnerWalk): Promise<NamedOwner | undefined> {
      const position = await progress.read(walk);
      if (position === undefined) return undefined;
      const [key, name] = JSON.parse(position) as [string, string];
      return { key, name };
    },

    /** At most `limit` owners behind a position, in the order of their keys. */
    async next(
      walk: OwnerWalk,
      after: NamedOwner | undefined,
      limit: number,
    ): Promise<NamedOwner[]> {
      const isMeant = and(here, isIn[walk]());
      const isAtOrBehind = after && sql`${tokens.ownerKey} >= ${after.key}`;
      // The index is in the order of the keys alone; the last one may have more names.
      const keys = sql`SELECT DISTINCT ${tokens.ownerKey} FROM ${tokens} INDEXED BY ${sql.raw(indexOf[walk])}
        WHERE ${and(isMeant, isAtOrBehind)} ORDER BY ${tokens.ownerKey} LIMIT ${limit + 1}`;
      const isBehind =
        after && sql`(${tokens.ownerKey}, ${tokens.ownerName}) > (${after.key}, ${after.name})`;
      return db.all<NamedOwner>(
        sql`SELECT DISTINCT ${tokens.ownerKey} AS key, ${tokens.ownerName} AS name FROM ${tokens} INDEXED BY tokens_owner
          WHERE ${and(isMeant, isBehind, sql`${tokens.ownerKey} IN (${keys})`)} ORDER BY key, name LIMIT ${limit}`,
      );
    },

    rememberPosition: (walk: OwnerWalk, last: NamedOwner | undefined) =>
      progress.write(walk, last && JSON.stringify([last.key, last.name])),

    /** Marks all tokens of these that are not marked yet, with an event for each owner. */
    markGone: (owners: readonly NamedOwner[]) => change('owner.gone', owners, now()),
    markReturned: (owners: readonly NamedOwner[]) => change('owner.returned', owners, null),
  };
}
