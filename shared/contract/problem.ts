import * as v from 'valibot';
import { openly } from './openly.ts';

/** Every failure the API answers with, and its status; an RFC 9457 `code` from this closed list. */
export const problemStatus = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit_reached: 409,
  origin_unavailable: 502,
  unavailable: 503,
  internal: 500,
} as const;

export const ProblemCode = v.picklist(Object.keys(problemStatus) as (keyof typeof problemStatus)[]);
export type ProblemCode = v.InferOutput<typeof ProblemCode>;

/**
 * What somebody can do about it differs: why a product gives no native personal access token, and why a token takes no other's
 * place.
 */
export type ProblemReason =
  | 'pat-limit-reached'
  | 'pat-too-long'
  | 'pat-never'
  | 'pat-name'
  | 'pat-not-offered'
  | 'pat-refused'
  | 'rotation-of-expired'
  | 'rotation-done-already'
  | 'rotation-limit';

/** `application/problem+json` (RFC 9457). `detail` names fields and never repeats what was sent. */
export const ProblemDetails = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: openly(ProblemCode),
  detail: v.string(),
  requestId: v.string(),
  /** Narrows the code down: a `ProblemReason`; a newer Worker may have more. */
  reason: v.optional(v.string()),
});
export type ProblemDetails = v.InferOutput<typeof ProblemDetails>;
