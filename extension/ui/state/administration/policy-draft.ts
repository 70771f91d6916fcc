import {
  type AnsweredPolicy,
  mostDays,
  mostGroups,
  mostTokens,
  type Policy,
} from '../../../../shared/contract/policy.ts';
import { parseIpRange } from '../../../../shared/ip-range.ts';
import { maxRanges, rangesOf } from '../draft.ts';

/** A number that may be left out. What is typed stays while it is left out, for whoever changes their mind. */
export interface Bound {
  isSet: boolean;
  text: string;
}

const bounds = {
  maxLifetimeDays: mostDays,
  defaultLifetimeDays: mostDays,
  maxTokensPerUser: mostTokens,
  deleteUnusedAfterDays: mostDays,
  auditRetentionDays: mostDays,
} satisfies Partial<Record<keyof Policy, number>>;
export type BoundField = keyof typeof bounds;
const boundFields = Object.keys(bounds) as BoundField[];

/** A policy as it stands in the form. */
export interface PolicyDraft extends Record<BoundField, Bound> {
  createGroups: { isSet: boolean; groups: readonly string[] };
  manageGroups: readonly string[];
  readOnlyGroups: readonly string[];
  passwords: AnsweredPolicy['passwords'];
  ipRanges: Bound;
  auditVerifications: boolean;
  tokensCreateTokens: boolean;
}

export type PolicyProblem =
  | { kind: 'number'; most: number }
  | { kind: 'ranges'; text: string }
  | { kind: 'noRanges' | 'manyRanges' | 'manyGroups'; most: number };

export type PolicyProblems = Partial<Record<keyof Policy, PolicyProblem>>;

/** What a bound begins with when somebody sets it. */
const suggestions: Record<BoundField, number> = {
  maxLifetimeDays: 365,
  defaultLifetimeDays: 90,
  maxTokensPerUser: 50,
  deleteUnusedAfterDays: 90,
  auditRetentionDays: 365,
};

export function draftOfPolicy(policy: AnsweredPolicy): PolicyDraft {
  const bound = (field: BoundField): Bound => ({
    isSet: policy[field] !== null,
    text: String(policy[field] ?? suggestions[field]),
  });
  return {
    maxLifetimeDays: bound('maxLifetimeDays'),
    defaultLifetimeDays: bound('defaultLifetimeDays'),
    maxTokensPerUser: bound('maxTokensPerUser'),
    deleteUnusedAfterDays: bound('deleteUnusedAfterDays'),
    auditRetentionDays: bound('auditRetentionDays'),
    createGroups: { isSet: policy.createGroups !== null, groups: policy.createGroups ?? [] },
    manageGroups: policy.manageGroups,
    readOnlyGroups: policy.readOnlyGroups,
    passwords: policy.passwords,
    ipRanges: { isSet: policy.ipRanges !== null, text: policy.ipRanges?.join('\n') ?? '' },
    auditVerifications: policy.auditVerifications,
    tokensCreateTokens: policy.tokensCreateTokens,
  };
}

/** To be asked of a draft without problems alone. What the form does not know stays as it was `before`. */
export function policyOf(draft: PolicyDraft, before: AnsweredPolicy): AnsweredPolicy {
  const bound = (field: BoundField) => (draft[field].isSet ? Number(draft[field].text) : null);
  const { createGroups, manageGroups, readOnlyGroups, ipRanges } = draft;
  return {
    ...before,
    maxLifetimeDays: bound('maxLifetimeDays'),
    defaultLifetimeDays: bound('defaultLifetimeDays'),
    createGroups: createGroups.isSet ? [...createGroups.groups] : null,
    manageGroups: [...manageGroups],
    readOnlyGroups: [...readOnlyGroups],
    maxTokensPerUser: bound('maxTokensPerUser'),
    passwords: draft.passwords,
    ipRanges: ipRanges.isSet ? rangesOf(ipRanges.text) : null,
    deleteUnusedAfterDays: bound('deleteUnusedAfterDays'),
    auditVerifications: draft.auditVerifications,
    tokensCreateTokens: draft.tokensCreateTokens,
    auditRetentionDays: bound('auditRetentionDays'),
  };
}

/** What the contract would refuse, field by field. */
export function policyProblems(draft: PolicyDraft): PolicyProblems {
  const found: PolicyProblems = {};
  for (const field of boundFields) {
    if (draft[field].isSet && !isWholeNumber(draft[field].text, bounds[field]))
      found[field] = { kind: 'number', most: bounds[field] };
  }
  const lists = { ...draft, createGroups: draft.createGroups.groups };
  for (const field of ['createGroups', 'manageGroups', 'readOnlyGroups'] as const) {
    if (lists[field].length > mostGroups) found[field] = { kind: 'manyGroups', most: mostGroups };
  }
  const ranges = draft.ipRanges.isSet ? rangesProblem(draft.ipRanges.text) : undefined;
  return ranges ? { ...found, ipRanges: ranges } : found;
}

function isWholeNumber(text: string, most: number): boolean {
  const number = Number(text);
  return /^\s*\d{1,5}\s*$/.test(text) && number >= 1 && number <= most;
}

function rangesProblem(text: string): PolicyProblem | undefined {
  const ranges = rangesOf(text);
  const wrong = ranges.find((range) => parseIpRange(range) === undefined);
  if (wrong !== undefined) return { kind: 'ranges', text: wrong };
  if (ranges.length === 0) return { kind: 'noRanges', most: maxRanges };
  return ranges.length > maxRanges ? { kind: 'manyRanges', most: maxRanges } : undefined;
}
