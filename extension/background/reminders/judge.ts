import type { Token } from '../../../shared/contract/token.ts';
import { dayMs } from '../../../shared/lifetime.ts';

/** Of one person's tokens on one site: by id, the days before the end that they were last told of. */
export type Told = Readonly<Record<string, number>>;

export interface Verdict {
  /** The tokens that end within the first of the days, and that no other has taken the place of. */
  near: Token[];
  /** Those to tell of now: one reminder each, for the nearest of the days that have come. */
  toTell: Token[];
  /** What to keep once that is done; tokens that are gone are gone from it. */
  told: Told;
}

/** Which tokens a person is to be reminded of, and never twice for one of the days. `tokens` end after `now`. */
export function judge(
  tokens: readonly Token[],
  { days, told, now }: { days: readonly number[]; told: Told; now: number },
): Verdict {
  const verdict: Verdict = { near: [], toTell: [], told: {} };
  const keep: Record<string, number> = {};
  for (const token of tokens) {
    if (token.expiresAt === null || token.replacedBy !== null) continue;
    const before = told[token.id] ?? Number.POSITIVE_INFINITY;
    const reached = nearestOf(days, Date.parse(token.expiresAt) - now);
    if (reached !== undefined) verdict.near.push(token);
    if (reached !== undefined && reached < before) verdict.toTell.push(token);
    const latest = Math.min(before, reached ?? before);
    if (Number.isFinite(latest)) keep[token.id] = latest;
  }
  return { ...verdict, told: keep };
}

/** How far ahead to look: as far as somebody may be told of, or has been, so that what they were told is not forgotten. */
export function horizonDays(days: readonly number[], told: Told): number {
  return Math.max(...days, ...Object.values(told));
}

function nearestOf(days: readonly number[], leftMs: number): number | undefined {
  const reached = days.filter((each) => leftMs <= each * dayMs);
  return reached.length > 0 ? Math.min(...reached) : undefined;
}
