import { sValidator } from '@hono/standard-validator';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type * as v from 'valibot';
import { Problem } from './problem.ts';

type Schema = v.GenericSchema<Record<string, unknown>, unknown>;

/** The JSON body by an endpoint's schema; `c.req.valid('json')`. What does not fit is `invalid_request`, naming the field. */
export function validateBody<S extends Schema>(schema: S) {
  return sValidator('json', withoutLists(schema), refuse);
}

/** To an object schema whose fields may all be left out, valibot takes an empty list for an object. */
function withoutLists<S extends Schema>(schema: S): S {
  const own = schema['~standard'];
  const noObject = { kind: 'schema', type: 'strict_object', message: '' };
  const validate: typeof own.validate = (value) =>
    Array.isArray(value) ? { issues: [noObject] } : own.validate(value);
  return { ...schema, '~standard': { ...own, validate } };
}

/** The query by an endpoint's schema; `c.req.valid('query')`. */
export function validateQuery<S extends Schema>(schema: S) {
  return sValidator('query', schema, refuse);
}

type Result = { success: true } | { success: false; error: readonly StandardSchemaV1.Issue[] };

function refuse(result: Result): void {
  if (!result.success)
    throw new Problem('invalid_request', detailOf(result.error[0] as v.BaseIssue<unknown>));
}

/** Names the field and says what it must be. The value that was sent is not repeated, nor a name that is not ours. */
function detailOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return 'There is an unknown field';
  const field = issue.path
    ?.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('');
  return `${field ? field.replace(/^\./, '') : 'The request'} ${complaintOf(issue)}`;
}

/** What a schema or a rule without a message of its own asks for. */
const words: Record<string, string> = {
  string: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
  array: 'must be a list',
  strict_object: 'must be an object',
  picklist: 'must be one of the values that openapi.json names',
  literal: 'must be the value that openapi.json names',
  min_length: 'is too short',
  max_length: 'is too long',
};

/** Valibot's own messages repeat what was sent; ours don't. */
function complaintOf({ kind, type, path, message }: v.BaseIssue<unknown>): string {
  if (type === 'strict_object' && path) return 'is missing';
  if (kind !== 'schema' && !message.startsWith('Invalid ')) return message;
  return words[type] ?? 'is not valid';
}
