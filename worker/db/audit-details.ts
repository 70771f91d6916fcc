import { type SQL, sql } from 'drizzle-orm';
import type { AuditDetails } from '../../shared/contract/audit.ts';
import { never, tokens } from './schema.ts';

/** What the audit keeps of a token beside its name, as JSON that SQLite makes of the token's row. */
const scope = sql`'scope', ${tokens.scope}`;
const expiresAt = sql`'expiresAt', ${instantOf(sql`nullif(${tokens.expiresAt}, ${sql.raw(String(never))})`)}`;

export const createdDetails = sql`json_object(${scope}, ${expiresAt}, 'ipRanges', json(${tokens.ipRanges}))`;

export function deletedDetails(reason: AuditDetails['token.deleted']['reason']): SQL {
  const createdAt = sql`'createdAt', ${instantOf(sql`${tokens.createdAt}`)}`;
  const lastUsedAt = sql`'lastUsedAt', ${instantOf(sql`nullif(${tokens.lastUsedAt}, 0)`)}`;
  return sql`json_object('reason', ${reason}, ${scope}, ${createdAt}, ${expiresAt}, ${lastUsedAt})`;
}

export function renamedDetails(after: string): SQL {
  return sql`json_object('before', ${tokens.description}, 'after', ${after})`;
}

/** Of the old token, after it was cut short. */
export function rotatedDetails(replacedBy: string): SQL {
  return sql`json_object('replacedBy', ${replacedBy}, 'previousEndsAt', ${instantOf(sql`${tokens.expiresAt}`)})`;
}

/** Epoch milliseconds as ISO 8601 to the millisecond; whole numbers, since a fraction of a float is cut, not rounded. */
function instantOf(milliseconds: SQL): SQL {
  return sql`strftime('%Y-%m-%dT%H:%M:%S', ${milliseconds} / 1000, 'unixepoch') || printf('.%03dZ', ${milliseconds} % 1000)`;
}
