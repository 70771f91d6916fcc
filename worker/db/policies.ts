import { eq, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import * as v from 'valibot';
import { defaultPolicy, Policy } from '../../shared/contract/policy.ts';
import { Person } from '../../shared/contract/user.ts';
import type { PolicyStore, StoredPolicy } from '../domain/policy.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter } from './audit.ts';
import { policies } from './schema.ts';

/** Fields that a newer Worker added are passed over, those an older one did not know yet have their default. */
const KnownPolicy = v.object(Policy.entries);

/** The policy of a site, or the default. A stored one that does not fit its schema is an error: better none than a wrong one. */
export async function readPolicy(db: Pick<D1Database, 'prepare'>, site: string): Promise<Policy> {
  const row = await db
    .prepare('SELECT policy FROM policies WHERE site = ?')
    .bind(site)
    .first<{ policy: string }>();
  return row ? policyOf(JSON.parse(row.policy)) : defaultPolicy;
}

function policyOf(stored: object): Policy {
  return v.parse(KnownPolicy, { ...defaultPolicy, ...stored });
}

export function createPolicyStore(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): PolicyStore {
  const audit = createAuditWriter(db, now);
  const announce = createAnnouncer(db, now);

  return {
    async read(): Promise<StoredPolicy> {
      const [row] = await db.select().from(policies).where(eq(policies.site, site));
      if (!row) return { policy: defaultPolicy, version: 0, updatedAt: null, updatedBy: null };
      const { version, updatedAt } = row;
      return {
        policy: policyOf(row.policy),
        version,
        updatedAt,
        updatedBy: personOf(row.updatedBy),
      };
    },

    async replace(before, after, { by, ...from }) {
      const { version } = before;
      const isStillIt = sql`coalesce((SELECT version FROM policies WHERE site = ${site}), 0) = ${version}`;
      const row = [site, version + 1, JSON.stringify(after), now(), JSON.stringify(by)];
      const details = { version: version + 1, before: before.policy, after };
      const fields = changedFields(before.policy, after);
      const [, , saved] = await db.batch([
        audit.of({ site, action: 'policy.changed', by, ...from, details }, isStillIt),
        announce.of(site, 'policy.changed', { by, version: version + 1, fields }, isStillIt),
        db
          .insert(policies)
          .select(
            sql`SELECT ${sql.join(
              row.map((value) => sql`${value}`),
              sql`, `,
            )} WHERE ${isStillIt}`,
          )
          .onConflictDoUpdate({
            target: policies.site,
            set: {
              version: sql`excluded.version`,
              policy: sql`excluded.policy`,
              updatedAt: sql`excluded.updated_at`,
              updatedBy: sql`excluded.updated_by`,
            },
          })
          .returning({ updatedAt: policies.updatedAt }),
      ]);
      const [row0] = saved;
      return (
        row0 && { policy: after, version: version + 1, updatedAt: row0.updatedAt, updatedBy: by }
      );
    },
  };
}

function changedFields(before: Policy, after: Policy): string[] {
  const fields = Object.keys(after) as (keyof Policy)[];
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** Undefined in rows that nobody's session wrote. */
function personOf(stored: string): Person | null {
  try {
    return v.parse(Person, JSON.parse(stored));
  } catch {
    return null;
  }
}
