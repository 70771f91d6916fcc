import type { AuditAction } from '../../shared/contract/audit.ts';
import type { AuditExportQuery, AuditQuery } from '../../shared/contract/audit-list.ts';

/** Where a page of the audit begins: behind this event, in time and then in the order of writing. */
export interface AuditPosition {
  at: number;
  seq: number;
}

/** What is asked of the audit; instants in epoch milliseconds, `[from, to)`. No action is every action. */
export interface AuditFilters {
  actor: string | undefined;
  owner: string | undefined;
  token: string | undefined;
  actions: readonly AuditAction[];
  from: number | undefined;
  to: number | undefined;
}

export function filtersOf(query: AuditQuery | AuditExportQuery): AuditFilters {
  const { actor, owner, token, action, from, to } = query;
  const instant = (text?: string) => (text === undefined ? undefined : Date.parse(text));
  const actions = [...new Set(action)];
  return { actor, owner, token, actions, from: instant(from), to: instant(to) };
}

/** Opaque to the caller: it holds nothing that the page did not show. */
export function formatAuditCursor({ at, seq }: AuditPosition): string {
  return `${at.toString(36)}.${seq.toString(36)}`;
}

/** Undefined where the cursor is not one of ours. */
export function parseAuditCursor(cursor: string): AuditPosition | undefined {
  const [, at, seq] = /^([0-9a-z]{1,10})\.([0-9a-z]{1,10})$/.exec(cursor) ?? [];
  return at && seq ? { at: Number.parseInt(at, 36), seq: Number.parseInt(seq, 36) } : undefined;
}
