import * as v from 'valibot';
import { defaultPolicy, Policy } from '../../shared/contract/policy.ts';

/** Fields that a newer Worker added are passed over, those an older one did not know yet have their default. */
const StoredPolicy = v.object(Policy.entries);

/** The policy of a site, or the default. A stored one that does not fit its schema is an error: better none than a wrong one. */
export async function readPolicy(db: Pick<D1Database, 'prepare'>, site: string): Promise<Policy> {
  const row = await db
    .prepare('SELECT policy FROM policies WHERE site = ?')
    .bind(site)
    .first<{ policy: string }>();
  return row
    ? v.parse(StoredPolicy, { ...defaultPolicy, ...JSON.parse(row.policy) })
    : defaultPolicy;
}
