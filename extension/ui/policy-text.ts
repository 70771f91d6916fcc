import { isNamed } from '../../shared/contract/openly.ts';
import type { AnsweredPolicy, Policy } from '../../shared/contract/policy.ts';
import {
  type PolicyEffects,
  type PolicyWarning,
  WarningCode,
} from '../../shared/contract/policy-changes.ts';
import { plural, t, uiLocale, worded } from '../i18n.ts';
import { lengthText } from './dates.ts';

/** A policy in words: its fields in the order of the form, their values, and what became of them. */
export const policyFields = [
  'maxLifetimeDays',
  'defaultLifetimeDays',
  'createGroups',
  'manageGroups',
  'readOnlyGroups',
  'maxTokensPerUser',
  'passwords',
  'ipRanges',
  'tokensCreateTokens',
  'deleteUnusedAfterDays',
  'auditVerifications',
  'auditRetentionDays',
] as const satisfies (keyof Policy)[];

export interface PolicyChange {
  field: keyof Policy;
  before: string;
  after: string;
}

/** One of the past, by another version of Postern, may have fewer fields. */
type PastPolicy = { [Field in keyof Policy]?: AnsweredPolicy[Field] | undefined };

/** Fields that only one of the two has are passed over. */
export function changesOf(before: PastPolicy, after: PastPolicy): PolicyChange[] {
  return policyFields
    .filter((field) => before[field] !== undefined && after[field] !== undefined)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({
      field,
      before: valueText(before, field),
      after: valueText(after, field),
    }));
}

export function fieldText(field: keyof Policy): string {
  return t(`policy.fields.${field}`);
}

function valueText(policy: PastPolicy, field: keyof Policy): string {
  switch (field) {
    case 'maxTokensPerUser':
      return policy.maxTokensPerUser == null
        ? t('policy.none.maxTokensPerUser')
        : new Intl.NumberFormat(uiLocale()).format(policy.maxTokensPerUser);
    case 'maxLifetimeDays':
    case 'defaultLifetimeDays':
    case 'deleteUnusedAfterDays':
    case 'auditRetentionDays': {
      const days = policy[field];
      return days == null ? t(`policy.none.${field}`) : lengthText({ count: days, unit: 'day' });
    }
    case 'createGroups':
      if (policy.createGroups == null) return t('policy.everyone');
      return policy.createGroups.length === 0 ? t('policy.nobody') : namesText(policy.createGroups);
    case 'manageGroups':
    case 'readOnlyGroups':
      return namesText(policy[field] ?? []);
    case 'passwords':
      return passwordsText(policy.passwords ?? 'allow');
    case 'ipRanges':
      return policy.ipRanges?.join(', ') ?? t('policy.anyAddress');
    case 'auditVerifications':
    case 'tokensCreateTokens':
      return t(policy[field] ? 'policy.on' : 'policy.off');
  }
}

function passwordsText(rule: AnsweredPolicy['passwords']): string {
  if (rule === 'allow') return t('policy.allowed');
  return rule === 'block' ? t('policy.blocked') : rule;
}

/** Each in quotation marks, and no name turns the direction of what comes after it. */
function namesText(names: readonly string[]): string {
  if (names.length === 0) return t('policy.noGroup');
  const quoted = names.map((name) => t('policy.quoted', { name: `\u2068${name}\u2069` }));
  return new Intl.ListFormat(uiLocale(), { type: 'unit' }).format(quoted);
}

/** A warning of a newer Worker by its code alone: that something speaks against the policy matters more than the words. */
export function warningText({ code, group }: PolicyWarning): string {
  if (!isNamed(WarningCode, code)) return group === null ? code : `${code}: \u2068${group}\u2069`;
  return t(`policy.warnings.${worded(code)}`, { group: `\u2068${group ?? ''}\u2069` });
}

type Effect = Exclude<keyof PolicyEffects, 'live'>;

/** The worst first. */
const harms = [
  'expireAtOnce',
  'expireEarlier',
  'getAnEnd',
  'outsideAddresses',
  'deletedAsUnused',
  'ownersAboveMaximum',
] as const satisfies Effect[];
const gains = ['workAgain', 'expireLater'] as const satisfies Effect[];

/** Whether anybody has less than before. */
export function takesAway(
  effects: PolicyEffects,
  before: AnsweredPolicy,
  after: AnsweredPolicy,
): boolean {
  const blocksPasswords = before.passwords === 'allow' && after.passwords === 'block';
  return blocksPasswords || harms.some((effect) => effects[effect] > 0);
}

/** One line for each thing that happens. */
export function effectTexts(effects: PolicyEffects): { text: string; isHarm: boolean }[] {
  const lines = (names: readonly Effect[], isHarm: boolean) =>
    names
      .filter((effect) => effects[effect] > 0)
      .map((effect) => ({ text: plural(`policy.effects.${effect}`, effects[effect]), isHarm }));
  return [...lines(harms, true), ...lines(gains, false)];
}
