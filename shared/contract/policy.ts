import * as v from 'valibot';
import { GroupName } from './group.ts';
import { openly } from './openly.ts';
import { IpRanges } from './token-changes.ts';

const wholeNumber = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
};
export const mostDays = 3650;
export const mostTokens = 10_000;
export const mostGroups = 100;

const days = wholeNumber(1, mostDays);
const groups = v.pipe(
  v.array(GroupName),
  v.maxLength(mostGroups, `may have at most ${mostGroups} groups`),
  v.check((names) => new Set(names).size === names.length, 'must not name a group twice'),
);

const PasswordRule = v.picklist(['allow', 'block']);

/** An administrator's boundaries for one site; null means no bound, and for createGroups everyone. */
export const Policy = v.strictObject({
  maxLifetimeDays: v.nullable(days),
  defaultLifetimeDays: v.nullable(days),
  createGroups: v.nullable(groups),
  manageGroups: groups,
  readOnlyGroups: groups,
  maxTokensPerUser: v.nullable(wholeNumber(1, mostTokens)),
  passwords: PasswordRule,
  ipRanges: v.nullable(IpRanges),
  deleteUnusedAfterDays: v.nullable(days),
  auditVerifications: v.boolean(),
  /** Whether a token may make others, by the calls of the app "API Token Authentication" alone; older versions don't say. */
  tokensCreateTokens: v.optional(v.boolean(), false),
  /** How long the audit is kept; null is for ever. */
  auditRetentionDays: v.nullable(days),
});
export type Policy = v.InferOutput<typeof Policy>;

const names = v.array(v.string());

export const answeredPolicy = {
  maxLifetimeDays: v.nullable(v.number()),
  defaultLifetimeDays: v.nullable(v.number()),
  createGroups: v.nullable(names),
  manageGroups: names,
  readOnlyGroups: names,
  maxTokensPerUser: v.nullable(v.number()),
  passwords: openly(PasswordRule),
  ipRanges: v.nullable(names),
  deleteUnusedAfterDays: v.nullable(v.number()),
  auditVerifications: v.boolean(),
  tokensCreateTokens: v.optional(v.boolean(), false),
  auditRetentionDays: v.nullable(v.number()),
} satisfies Record<keyof Policy, unknown>;
export type AnsweredPolicy = v.InferOutput<v.ObjectSchema<typeof answeredPolicy, undefined>>;

/**
 * As answers hold it: a newer Worker's policy may have other bounds and other fields. These are kept, so that whoever edits what
 * they know saves the rest as it was.
 */
export const AnsweredPolicy: v.GenericSchema<unknown, AnsweredPolicy> =
  v.looseObject(answeredPolicy);

/** What holds on a site until an administrator says otherwise. */
export const defaultPolicy: Policy = {
  maxLifetimeDays: 365,
  defaultLifetimeDays: 90,
  createGroups: null,
  manageGroups: [],
  readOnlyGroups: [],
  maxTokensPerUser: 50,
  passwords: 'allow',
  ipRanges: null,
  deleteUnusedAfterDays: null,
  auditVerifications: false,
  tokensCreateTokens: false,
  auditRetentionDays: 365,
};
