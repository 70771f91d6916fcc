import type { Unnamed } from '../../../shared/contract/openly.ts';
import type { Session } from '../../../shared/contract/session.ts';
import type { Scope } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import {
  addLength,
  type Day,
  dayOf,
  endOfDay,
  initialLength,
  type Length,
} from '../../../shared/days.ts';
import { parseIpRange } from '../../../shared/ip-range.ts';
import { judgeExpiry, latestExpiry } from '../../../shared/lifetime.ts';
import { type DescriptionProblem, descriptionProblem } from '../description.ts';

export type TokenPolicy = Session['policy'];

export type ExpiryChoice =
  | { kind: 'length'; length: Length }
  | { kind: 'day'; day: Day }
  | { kind: 'never' };

/** What somebody has filled into the form of a new token. */
export interface Draft {
  /** Undefined: not chosen yet. */
  owner: Person | undefined;
  description: string;
  expiry: ExpiryChoice;
  scope: Scope;
  /** One address or range a line; empty: any. */
  ranges: string;
}

export type FieldProblem =
  | { kind: DescriptionProblem | 'date' | 'past' | 'manyRanges' | 'owner' }
  | { kind: 'beyond'; latest: number }
  | { kind: 'ranges'; text: string };

export type DraftProblems = Partial<
  Record<'owner' | 'description' | 'expiry' | 'ranges', FieldProblem>
>;

export const maxRanges = 50;

export function emptyDraft(owner: Person | undefined, policy: TokenPolicy, now: number): Draft {
  const length = initialLength(policy, now);
  return {
    owner,
    description: '',
    expiry: length ? { kind: 'length', length } : { kind: 'day', day: dayOf(now) },
    scope: 'read',
    ranges: '',
  };
}

/** The scope that somebody cannot choose for a token of their own; of others' policies only the Worker knows. */
export function forcedScopeOf(
  owner: Person | undefined,
  { user, policy }: Session,
): Scope | Unnamed | null {
  return owner?.key === user.key ? policy.forcedScope : null;
}

/** When the token would end: null is never, undefined that no day is chosen. */
export function expiryOf(
  choice: ExpiryChoice,
  { maxLifetimeDays }: TokenPolicy,
  now: number,
): number | null | undefined {
  switch (choice.kind) {
    case 'never':
      return null;
    case 'day': {
      // A year that is still being typed.
      const end = choice.day.startsWith('0') ? undefined : endOfDay(choice.day);
      const latest = latestExpiry(maxLifetimeDays, now);
      // The last allowed day is allowed whole to whoever chooses it; the token ends within it.
      return latest !== null && choice.day === dayOf(latest) ? latest : end;
    }
    case 'length':
      return addLength(now, choice.length);
  }
}

/** The days a person may choose: from today to the policy's last one. */
export function dayBounds(policy: TokenPolicy, now: number): { first: Day; last: Day | undefined } {
  const latest = latestExpiry(policy.maxLifetimeDays, now);
  return { first: dayOf(now), last: latest === null ? undefined : dayOf(latest) };
}

export function rangesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((range) => range !== '');
}

export function problemsOf(draft: Draft, policy: TokenPolicy, now: number): DraftProblems {
  const description = descriptionProblem(draft.description);
  const expiry = expiryProblem(draft.expiry, policy, now);
  const ranges = rangesProblem(draft.ranges);
  return {
    ...(!draft.owner && { owner: { kind: 'owner' } }),
    ...(description && { description }),
    ...(expiry && { expiry }),
    ...(ranges && { ranges }),
  };
}

export function expiryProblem(
  choice: ExpiryChoice,
  policy: TokenPolicy,
  now: number,
): FieldProblem | undefined {
  const expiresAt = expiryOf(choice, policy, now);
  if (expiresAt === undefined) return { kind: 'date' };
  const judged = judgeExpiry(expiresAt, policy.maxLifetimeDays, now);
  switch (judged.kind) {
    case 'allowed':
      return undefined;
    case 'past':
      return { kind: 'past' };
    case 'beyond':
      return { kind: 'beyond', latest: judged.latest };
  }
}

function rangesProblem(text: string): FieldProblem | undefined {
  const ranges = rangesOf(text);
  const wrong = ranges.find((range) => parseIpRange(range) === undefined);
  if (wrong !== undefined) return { kind: 'ranges', text: wrong };
  return ranges.length > maxRanges ? { kind: 'manyRanges' } : undefined;
}
