import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';

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
  /** Whether the optional binding is there. */
  bindings: v.record(v.string(), v.boolean()),
});
export type Diagnosis = v.InferOutput<typeof Diagnosis>;

export const getDiagnosis = defineEndpoint({
  method: 'GET',
  path: '/diagnosis',
  summary: 'How the deployment stands: migrations, cron, secrets, clocks; needs administer',
  answer: Diagnosis,
});
