import { dayMs } from '../../shared/lifetime.ts';
import type { House } from '../assemble.ts';
import { batchSize, createCleanUpStore } from '../db/clean-up.ts';
import { createPolicyStore } from '../db/policies.ts';
import { sweepsOf } from '../domain/clean-up.ts';
import type { Site } from '../env.ts';
import { log } from '../log.ts';
import type { Budget } from './budget.ts';

const statementsADeletion = 3;

/**
 * Deletes what has been over for long, what was not used as long as the policy says, and old events of the audit; then says so
 * in the audit. No session is at hand: native tokens behind deleted ones stay in the product, and are counted.
 */
export async function cleanUp(house: House, site: Site, budget: Budget): Promise<void> {
  const { db, now, forget } = house;
  const store = createCleanUpStore(db, site.id, now);
  const { policy, updatedAt } = await createPolicyStore(db, site.id, now).read();
  const counts = { expired: 0, unused: 0, auditEvents: 0, leftAtOrigin: 0, finished: true };

  for (const sweep of sweepsOf(policy, updatedAt ?? 0, now())) {
    const finished = await untilDone(budget, statementsADeletion, async () => {
      const deleted = await store.deleteTokens(sweep);
      for (const { id } of deleted) forget(id);
      counts[sweep.reason] += deleted.length;
      counts.leftAtOrigin += noteLeft(site, deleted);
      return deleted.length;
    });
    counts.finished &&= finished;
  }
  const days = policy.auditRetentionDays;
  if (days !== null) {
    const finished = await untilDone(budget, 1, async () => {
      const deleted = await store.deleteEvents(now() - days * dayMs);
      counts.auditEvents += deleted;
      return deleted;
    });
    counts.finished &&= finished;
  }
  await store.report(counts);
}

/** Batch by batch, until one was not full; false where the budget ended before that. */
async function untilDone(budget: Budget, statements: number, deleteSome: () => Promise<number>) {
  while (budget.take(statements)) {
    if ((await deleteSome()) < batchSize) return true;
  }
  return false;
}

function noteLeft(site: Site, deleted: readonly { nativeId: string | null }[]): number {
  const ids = deleted.flatMap(({ nativeId }) => nativeId ?? []);
  if (ids.length > 0) log('warn', 'native-token.left-at-origin', { site: site.id, ids });
  return ids.length;
}
