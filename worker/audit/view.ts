import type { AuditEvent } from '../../shared/contract/audit.ts';
import type { AuditRow } from '../db/audit-log.ts';

/** An event as it crosses the wire. Its details are what the action's shape says, since only our own statements write them. */
export function eventViewOf(row: AuditRow): AuditEvent {
  const { id, at, action, tokenId, ownerKey, address, userAgent, requestId, details } = row;
  return {
    id,
    at: new Date(at).toISOString(),
    action,
    actor:
      row.actorKey === null && row.actorName === null
        ? null
        : { key: row.actorKey, name: row.actorName ?? '', displayName: row.actorDisplayName },
    token: tokenId === null ? null : { id: tokenId, description: row.description ?? '' },
    owner:
      ownerKey === null
        ? null
        : { key: ownerKey, name: row.ownerName ?? '', displayName: row.ownerDisplayName },
    address,
    userAgent,
    requestId,
    details: details === null ? null : JSON.parse(details),
  } as AuditEvent;
}
