import type { SampledAction } from '../domain/audit.ts';
import { createLru } from '../lru.ts';

const minuteMs = 60_000;

/** Of each action so many a minute in all, and of one and the same (`everyMs`) no second: a storm must not fill the database. */
interface Bounds {
  perMinute: number;
  everyMs: number;
}

const bounds: Record<SampledAction, Bounds> = {
  'call.refused': { perMinute: 30, everyMs: minuteMs },
  'password.blocked': { perMinute: 30, everyMs: minuteMs },
  'verification.refused': { perMinute: 30, everyMs: minuteMs },
  'verification.forbidden': { perMinute: 30, everyMs: minuteMs },
  // A token at work passes many times a second; that it was used, by whom and from where, is told once in a while.
  'verification.passed': { perMinute: 60, everyMs: 10 * minuteMs },
};

export type Throttle = ReturnType<typeof createThrottle>;

/** What this isolate lets into the audit. Each action has a budget of its own, so that none pushes out another. */
export function createThrottle(now: () => number) {
  const lastTaken = createLru<string, number>(5000);
  const budgets = new Map<string, { minute: number; taken: number; omitted: number }>();

  /**
   * How many of this action were left out on this site since one was last taken; undefined where this is one too many.
   * `same` names what makes it one and the same as another.
   */
  return function take(site: string, action: SampledAction, same: string): number | undefined {
    const { perMinute, everyMs } = bounds[action];
    const at = now();
    const minute = Math.floor(at / minuteMs);
    const budgetOf = `${site} ${action}`;
    const budget = budgets.get(budgetOf) ?? { minute, taken: 0, omitted: 0 };
    budgets.set(budgetOf, budget);
    if (budget.minute !== minute) Object.assign(budget, { minute, taken: 0 });

    const key = `${budgetOf} ${same}`;
    const isRepeated = at < (lastTaken.get(key) ?? Number.NEGATIVE_INFINITY) + everyMs;
    if (isRepeated || budget.taken >= perMinute) {
      budget.omitted++;
      return undefined;
    }
    const { omitted } = budget;
    Object.assign(budget, { taken: budget.taken + 1, omitted: 0 });
    lastTaken.set(key, at);
    return omitted;
  };
}
