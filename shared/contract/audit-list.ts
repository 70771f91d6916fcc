import * as v from 'valibot';
import { AuditAction, ReadEvent } from './audit.ts';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { listFilters } from './token.ts';
import { UserKey } from './user.ts';

const actions = v.union([
  v.pipe(
    AuditAction,
    v.transform((action) => [action]),
  ),
  v.pipe(v.array(AuditAction), v.maxLength(AuditAction.options.length)),
]);

/** `from` and `to` are half-open; `actor` and `owner` are users' keys, `token` is an id, also of one that is gone. */
const auditFilters = {
  actor: v.optional(UserKey),
  owner: v.optional(UserKey),
  token: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  action: v.optional(actions, []),
  from: v.optional(Instant),
  to: v.optional(Instant),
};

export const AuditQuery = v.strictObject({
  ...auditFilters,
  limit: listFilters.limit,
  cursor: listFilters.cursor,
});
export type AuditQuery = v.InferOutput<typeof AuditQuery>;

export const AuditExportQuery = v.strictObject({
  ...auditFilters,
  format: v.picklist(['ndjson', 'csv']),
});
export type AuditExportQuery = v.InferOutput<typeof AuditExportQuery>;

export const AuditPage = v.object({
  events: v.array(ReadEvent),
  nextCursor: v.nullable(v.string()),
});
export type AuditPage = v.InferOutput<typeof AuditPage>;

export const listAudit = defineEndpoint({
  method: 'GET',
  path: '/audit',
  summary: 'What was done, the newest first; needs administer',
  query: AuditQuery,
  answer: AuditPage,
});

/** The type of each format's answer. */
export const exportTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

export const exportAudit = defineEndpoint({
  method: 'GET',
  path: '/audit/export',
  summary:
    'The same in one piece, as a stream: a JSON object a line, or CSV. A download that breaks off is not whole; needs administer',
  query: AuditExportQuery,
  streams: Object.values(exportTypes),
});
