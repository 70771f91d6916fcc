import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { openly } from './openly.ts';

/** `missing`: the key is neither TOKEN_TAG_KEY nor in TOKEN_TAG_KEY_PREVIOUS, so its tokens are refused. */
export const TagKeyStatus = v.picklist(['current', 'previous', 'missing']);

/**
 * How the deployment stands, for an administrator: names, instants and whether something is there, never a value of a secret.
 * `npm run doctor` finds words for it.
 */
export const Diagnosis = v.object({
  version: v.string(),
  /** The Worker's clock, and how many seconds the product's own is ahead of it; null where the product did not say. */
  now: Instant,
  originAheadSeconds: v.nullable(v.number()),
  /** Migrations that this Worker needs and the database lacks, and those the database has that this Worker does not know. */
  migrations: v.object({ missing: v.array(v.string()), unknown: v.array(v.string()) }),
  /** When the nightly trigger last ran, and since when news for a webhook has waited for the one of every few minutes. */
  cron: v.object({ nightlyAt: v.nullable(Instant), waitingSince: v.nullable(Instant) }),
  /** Whether the secret is set; those that are needed are, or the Worker would answer nothing. */
  secrets: v.record(v.string(), v.boolean()),
  /**
   * Tokens of all sites by the key of their tag. First the current key, then the previous ones in the order of
   * TOKEN_TAG_KEY_PREVIOUS. An empty fingerprint: tokens without a tag, created by a Worker of 0.1. Absent before 0.2.
   */
  tagKeys: v.optional(
    v.array(
      v.object({
        fingerprint: v.string(),
        tokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
        status: openly(TagKeyStatus),
      }),
    ),
  ),
  /** Whether the optional binding is there. */
  bindings: v.record(v.string(), v.boolean()),
});
export type Diagnosis = v.InferOutput<typeof Diagnosis>;

export const getDiagnosis = defineEndpoint({
  method: 'GET',
  path: '/diagnosis',
  summary:
    'How the deployment stands: migrations, cron, secrets, tag keys, clocks; needs administer',
  answer: Diagnosis,
});
