import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { Deed, NewEvent } from '../domain/audit.ts';
import { auditEvents, tokens } from './schema.ts';

type Row = Record<keyof typeof auditEvents.$inferSelect, SQL>;

/** One event for each token that `which` selects; what it says of the token is the token's own row at that moment. */
export interface TokenDeed {
  action: AuditAction;
  which: SQL | undefined;
  deed: Deed;
  /** JSON, which may name the token's columns. */
  details: SQL;
  description?: string;
}

function withToken(details: SQL, { byToken }: Deed): SQL {
  return byToken === undefined ? details : sql`json_set(${details}, '$.byToken', ${byToken})`;
}

/**
 * Statements that write events, to stand in the batch of what they tell of: one transaction, so that neither is without the
 * other. `ofTokens` stands before what deletes or renames the tokens, and behind what makes them.
 */
export function createAuditWriter(db: DrizzleD1Database, now: () => number) {
  const insert = (row: Row, rest: SQL) => {
    const fields = Object.keys(getTableColumns(auditEvents)) as (keyof Row)[];
    const values = fields.map((field) => row[field]);
    return db.insert(auditEvents).select(sql`SELECT ${sql.join(values, sql`, `)} ${rest}`);
  };

  const rowOf = (site: string, action: AuditAction, deed: Deed) => ({
    seq: sql`NULL`,
    id: sql`lower(hex(randomblob(16)))`,
    site: sql`${site}`,
    at: sql`${now()}`,
    action: sql`${action}`,
    actorKey: sql`${deed.by?.key ?? null}`,
    actorName: sql`${deed.by?.name ?? null}`,
    actorDisplayName: sql`${deed.by?.displayName ?? null}`,
    address: sql`${deed.address}`,
    userAgent: sql`${deed.userAgent}`,
    requestId: sql`${deed.requestId}`,
  });

  return {
    ofTokens(site: string, { action, which, deed, details, description }: TokenDeed) {
      const row = {
        ...rowOf(site, action, deed),
        tokenId: sql`${tokens.id}`,
        description: description === undefined ? sql`${tokens.description}` : sql`${description}`,
        ownerKey: sql`${tokens.ownerKey}`,
        ownerName: sql`${tokens.ownerName}`,
        ownerDisplayName: sql`${tokens.ownerDisplayName}`,
        details: withToken(details, deed),
      };
      return insert(row, sql`FROM ${tokens} WHERE ${which}`);
    },

    /** One event for each owner of the tokens that `which` selects, with the number of these. */
    ofOwners(site: string, { action, which }: Pick<TokenDeed, 'action' | 'which'>, deed: Deed) {
      const row = {
        ...rowOf(site, action, deed),
        tokenId: sql`NULL`,
        description: sql`NULL`,
        ownerKey: sql`${tokens.ownerKey}`,
        ownerName: sql`${tokens.ownerName}`,
        ownerDisplayName: sql`max(${tokens.ownerDisplayName})`,
        details: sql`json_object('tokens', count(*))`,
      };
      const each = sql`GROUP BY ${tokens.ownerKey}, ${tokens.ownerName}`;
      return insert(row, sql`FROM ${tokens} WHERE ${which} ${each}`);
    },

    /** One event, unless `condition` does not hold at that moment; `counted` are its details where only the database knows. */
    of(
      { site, action, details, tokenId, owner, ...deed }: NewEvent,
      condition: SQL = sql`1`,
      counted?: SQL,
    ) {
      const row = {
        ...rowOf(site, action, deed),
        tokenId: sql`${tokenId ?? null}`,
        description: sql`${tokens.description}`,
        ownerKey: sql`coalesce(${tokens.ownerKey}, ${owner?.key ?? null})`,
        ownerName: sql`coalesce(${tokens.ownerName}, ${owner?.name ?? null})`,
        ownerDisplayName: sql`coalesce(${tokens.ownerDisplayName}, ${owner?.displayName ?? null})`,
        details: withToken(counted ?? sql`${JSON.stringify(details)}`, deed),
      };
      const itsToken = sql`${tokens.id} = ${tokenId ?? null} AND ${tokens.site} = ${site}`;
      return insert(
        row,
        sql`FROM (SELECT 1) LEFT JOIN ${tokens} ON ${itsToken} WHERE ${condition}`,
      );
    },
  };
}
