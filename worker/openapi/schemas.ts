import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { AuditAction, AuditEvent } from '../../shared/contract/audit.ts';
import { Instant } from '../../shared/contract/instant.ts';
import { Policy } from '../../shared/contract/policy.ts';
import { PolicyEffects, PolicyWarning } from '../../shared/contract/policy-changes.ts';
import { ProblemDetails } from '../../shared/contract/problem.ts';
import { Token } from '../../shared/contract/token.ts';
import { FoundUser, Person } from '../../shared/contract/user.ts';
import { WebhookSettings } from '../../shared/contract/webhook.ts';

/** Shapes that stand in several places, each the same where it is sent and where it is answered. */
const shared: Record<string, v.GenericSchema> = {
  Instant,
  AuditAction,
  Token,
  Person,
  FoundUser,
  Policy,
  PolicyEffects,
  PolicyWarning,
  WebhookSettings,
  AuditEvent,
  ProblemDetails,
};

type TypeMode = 'input' | 'output';

/** A schema as JSON Schema. Checks that it has no words for (calendar days, CIDR) are left to the Worker. */
export function schemaOf(schema: v.GenericSchema, typeMode: TypeMode): JsonSchema {
  const { $schema: _, $defs: __, ...rest } = convert(schema, typeMode);
  return rest;
}

export const components = {
  ...Object.fromEntries(
    Object.entries(shared).map(([name, schema]) => [name, convert(schema, 'output').$defs?.[name]]),
  ),
  // What its checks say, in the words of JSON Schema.
  Instant: { type: 'string', format: 'date-time' },
};

function convert(schema: v.GenericSchema, typeMode: TypeMode): JsonSchema {
  return toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode,
    errorMode: 'ignore',
    definitions: shared,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
}
