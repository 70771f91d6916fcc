import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { auditActions } from '../../shared/contract/audit.ts';
import type { AuditFilters, AuditPosition } from '../domain/audit-list.ts';
import { auditEvents } from './schema.ts';

export type AuditRow = typeof auditEvents.$inferSelect;

export type AuditLog = ReturnType<typeof createAuditLog>;

/** The audit of one site, the newest event first: at most `limit` events behind `after`. */
export function createAuditLog(db: DrizzleD1Database, site: string) {
  return async function read(
    filters: AuditFilters,
    limit: number,
    after: AuditPosition | undefined,
  ): Promise<{ rows: AuditRow[]; next: AuditPosition | undefined }> {
    const rows = await db
      .select()
      .from(auditEvents)
      .where(eventsOf(site, filters, limit + 1, after))
      .orderBy(desc(auditEvents.at), desc(auditEvents.seq))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > page.length ? page.at(-1) : undefined;
    return { rows: page, next: last && { at: last.at, seq: last.seq } };
  };
}

/**
 * The site's own order is an index. With a filter, the newest events of each action by the index of that filter are enough to
 * make a page of: at most a page of each action is read, however long the audit is and however rare what is looked for.
 * With an actor and an owner it may be more, since the index has only one of them.
 */
function eventsOf(
  site: string,
  filters: AuditFilters,
  limit: number,
  after: AuditPosition | undefined,
): SQL | undefined {
  const isMeant = conditionsOf(site, filters, after);
  const index = indexFor(filters);
  if (!index) return isMeant;
  const actions = filters.actions.length > 0 ? filters.actions : auditActions;
  const newest = sql`SELECT seq FROM ${auditEvents} INDEXED BY ${sql.raw(index)}
    WHERE ${and(isMeant, sql`${auditEvents.action} = wanted.value`)}
    ORDER BY ${auditEvents.at} DESC, seq DESC LIMIT ${limit}`;
  return sql`${auditEvents.seq} IN (
    SELECT hit.seq FROM json_each(${JSON.stringify(actions)}) AS wanted CROSS JOIN ${auditEvents} AS hit
    WHERE hit.seq IN (${newest}))`;
}

function conditionsOf(
  site: string,
  { actor, owner, token, from, to }: AuditFilters,
  after: AuditPosition | undefined,
): SQL | undefined {
  // One upper bound for the index to begin at; the events of one millisecond are told apart by their order of writing.
  const until = Math.min(
    to ?? Number.POSITIVE_INFINITY,
    after ? after.at + 1 : Number.POSITIVE_INFINITY,
  );
  return and(
    eq(auditEvents.site, site),
    actor === undefined ? undefined : eq(auditEvents.actorKey, actor),
    owner === undefined ? undefined : eq(auditEvents.ownerKey, owner),
    token === undefined ? undefined : eq(auditEvents.tokenId, token),
    from === undefined ? undefined : gte(auditEvents.at, from),
    Number.isFinite(until) ? lt(auditEvents.at, until) : undefined,
    after && sql`(${auditEvents.at}, ${auditEvents.seq}) < (${after.at}, ${after.seq})`,
  );
}

function indexFor({ actor, owner, token, actions }: AuditFilters): string | undefined {
  if (token !== undefined) return 'audit_token';
  if (actor !== undefined) return 'audit_actor';
  if (owner !== undefined) return 'audit_owner';
  return actions.length > 0 ? 'audit_action' : undefined;
}
