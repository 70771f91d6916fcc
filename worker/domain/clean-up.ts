import type { Policy } from '../../shared/contract/policy.ts';
import { dayMs } from '../../shared/lifetime.ts';

/** How long a token that has ended stays to be seen, and to come back to life by a longer policy. */
const keptMs = 30 * dayMs;

/** Which tokens a clean-up deletes, and what for; instants in epoch milliseconds, all of them exclusive ends. */
export type Sweep = { reason: 'expired' | 'unused' } & (
  | { kind: 'ended'; before: number }
  /** Ended by the policy: made so long ago that its longest life is over. */
  | { kind: 'made'; before: number }
  /** Alive at this moment, but used last, or where that is never, made before; `madeAfter` is what the policy lets live. */
  | { kind: 'used' | 'never-used'; before: number; madeAfter: number }
);

/**
 * What is to be deleted under a policy that has been in force since an instant. Ended tokens go 30 days after their end. Where
 * the policy ended them, these are 30 days since its last change as well: an administrator's slip must not destroy in one
 * night what a correction would bring back.
 */
export function sweepsOf(
  { maxLifetimeDays, deleteUnusedAfterDays }: Policy,
  inForceSince: number,
  now: number,
): Sweep[] {
  const longestMs = maxLifetimeDays === null ? null : maxLifetimeDays * dayMs;
  const sweeps: Sweep[] = [{ reason: 'expired', kind: 'ended', before: now - keptMs }];
  if (longestMs !== null && inForceSince < now - keptMs)
    sweeps.push({ reason: 'expired', kind: 'made', before: now - keptMs - longestMs });
  if (deleteUnusedAfterDays !== null) {
    const unused = {
      reason: 'unused',
      before: now - deleteUnusedAfterDays * dayMs,
      madeAfter: longestMs === null ? 0 : now - longestMs,
    } as const;
    sweeps.push({ ...unused, kind: 'used' }, { ...unused, kind: 'never-used' });
  }
  return sweeps;
}
