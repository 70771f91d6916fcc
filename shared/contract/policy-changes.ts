import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { openly } from './openly.ts';
import { AnsweredPolicy, Policy } from './policy.ts';
import { Person } from './user.ts';

/** The policy, and which one it is: 0 as long as nobody has saved one. */
export const PolicyRecord = v.object({
  policy: AnsweredPolicy,
  version: v.number(),
  updatedAt: v.nullable(v.string()),
  updatedBy: v.nullable(Person),
});
export type PolicyRecord = v.InferOutput<typeof PolicyRecord>;

export const WarningCode = v.picklist([
  'nobody-may-create',
  'passwords-blocked-and-nobody-may-create',
  'everybody-reads-only',
  'default-above-maximum',
  'own-address-outside',
  'addresses-only-v4',
  'addresses-only-v6',
  'unused-never-reached',
  'group-not-found',
  'groups-not-checked',
]);
const PolicyField = v.picklist(Object.keys(Policy.entries) as (keyof Policy)[]);

/** Contradictions, and what an administrator may not have meant. None of them keeps a policy from being saved. */
export const PolicyWarning = v.object({
  code: openly(WarningCode),
  field: openly(PolicyField),
  /** The name of the group, where the warning is about one. */
  group: v.nullable(v.string()),
});
export type PolicyWarning = v.InferOutput<typeof PolicyWarning>;

/** How many of the tokens that work now, or worked before, a change would touch; a token may count in several. */
export const PolicyEffects = v.object({
  /** Tokens that work now. */
  live: v.number(),
  /** Of these, the ones that stop the moment the policy is saved, */
  expireAtOnce: v.number(),
  /** that will end earlier than they would have, */
  expireEarlier: v.number(),
  /** and among those of the two lines before, the ones that would have lived for ever. */
  getAnEnd: v.number(),
  /** that will end later, up to the end they were made with, */
  expireLater: v.number(),
  /** that were last used from an address outside the new ranges and inside the old ones, */
  outsideAddresses: v.number(),
  /** and that the next clean-up deletes as unused. */
  deletedAsUnused: v.number(),
  /** Tokens that the present policy has ended, and that work again. */
  workAgain: v.number(),
  /** Users with more live tokens than the new maximum; they keep them, and cannot make more. */
  ownersAboveMaximum: v.number(),
});
export type PolicyEffects = v.InferOutput<typeof PolicyEffects>;

export const PolicyPreview = v.object({
  effects: PolicyEffects,
  /** False where there are too many tokens to look at each: the effects are lower bounds. */
  complete: v.boolean(),
  warnings: v.array(PolicyWarning),
});
export type PolicyPreview = v.InferOutput<typeof PolicyPreview>;

export const getPolicy = defineEndpoint({
  method: 'GET',
  path: '/policy',
  summary: 'The policy of this site, and who saved it; needs administer',
  answer: PolicyRecord,
});

export const savePolicy = defineEndpoint({
  method: 'PUT',
  path: '/policy',
  summary:
    'Saves the whole policy; `conflict` where it is no longer the version that was read; needs administer',
  body: v.strictObject({
    policy: Policy,
    version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  answer: PolicyRecord,
  problems: ['conflict'],
});

export const previewPolicy = defineEndpoint({
  method: 'POST',
  path: '/policy/preview',
  summary:
    'What a policy would do to the tokens that exist, and what speaks against it; needs administer',
  body: v.strictObject({ policy: Policy }),
  answer: PolicyPreview,
});
