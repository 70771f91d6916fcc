import * as v from 'valibot';
import { IpRanges } from './token-changes.ts';

const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650));
const groups = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(255))),
  v.maxLength(100),
);

/** An administrator's boundaries for one site; null means no bound, and for createGroups everyone. */
export const Policy = v.strictObject({
  maxLifetimeDays: v.nullable(days),
  defaultLifetimeDays: v.nullable(days),
  createGroups: v.nullable(groups),
  manageGroups: groups,
  readOnlyGroups: groups,
  maxTokensPerUser: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
  passwords: v.picklist(['allow', 'block']),
  ipRanges: v.nullable(IpRanges),
  deleteUnusedAfterDays: v.nullable(days),
  auditVerifications: v.boolean(),
  /** How long the audit is kept; null is for ever. */
  auditRetentionDays: v.nullable(days),
});
export type Policy = v.InferOutput<typeof Policy>;

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
  auditRetentionDays: 365,
};
