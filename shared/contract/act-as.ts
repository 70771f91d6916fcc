import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { openly } from './openly.ts';

/** The ways to make the origin treat a request as a user's own; a site names one. */
export const WayToAct = v.picklist(['applink', 'header', 'pat']);
export type WayToAct = v.InferOutput<typeof WayToAct>;

/**
 * What a try to act as the caller came to. `acts-as-you` alone is good. `consumer-unknown` to `oauth-refused` are what an
 * application link answers, `pat-*` what becomes of a native personal access token, the others can be said of every way.
 */
export const ActAsResult = v.picklist([
  'acts-as-you',
  'consumer-unknown',
  'signature-refused',
  'timestamp-refused',
  'two-legged-not-allowed',
  'impersonation-not-allowed',
  'oauth-refused',
  'header-ignored',
  'pat-not-offered',
  'pat-limit-reached',
  'pat-refused',
  'pat-ignored',
  'pat-not-deleted',
  'cannot-sign',
  'anonymous',
  'someone-else',
  'unexpected-answer',
  'origin-unreachable',
]);
export type ActAsResult = v.InferOutput<typeof ActAsResult>;

/** `detail` says in words what came back, and what to change where it was not the caller. */
export const ActAsCheck = v.object({
  ok: v.boolean(),
  actAs: openly(WayToAct),
  result: openly(ActAsResult),
  detail: v.string(),
});
export type ActAsCheck = v.InferOutput<typeof ActAsCheck>;

export const checkActAs = defineEndpoint({
  method: 'GET',
  path: '/act-as/check',
  summary:
    'Asks the origin as the caller, the way tokens are used, and says what came back; needs administer',
  answer: ActAsCheck,
});
