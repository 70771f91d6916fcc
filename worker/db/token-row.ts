import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { fold } from '../domain/fold.ts';
import { sortKey } from '../domain/sort-key.ts';
import type { Token } from '../domain/token.ts';
import type { KeptSecret } from '../domain/tokens.ts';
import { never, tokens } from './schema.ts';

export type Row = typeof tokens.$inferSelect;
type NewRow = Omit<Row, 'seq'>;

/** A row's values in the order of the table's columns, for an INSERT that has a condition. */
export function valuesOf(site: string, token: Token, kept: KeptSecret): SQL {
  const row: Record<string, unknown> = { seq: null, ...rowOf(site, token, kept) };
  const values = Object.keys(getTableColumns(tokens)).map((field) => sql`${row[field]}`);
  return sql.join(values, sql`, `);
}

function rowOf(site: string, token: Token, { hash, pepper, tagKey, native }: KeptSecret) {
  return {
    id: token.id,
    site,
    hash,
    pepper,
    tagKey,
    hint: token.hint,
    ownerKey: token.owner.key,
    ownerName: token.owner.name,
    ownerDisplayName: token.owner.displayName,
    ownerFolded: sortKey(token.owner.displayName),
    creatorKey: token.creator.key,
    creatorName: token.creator.name,
    creatorDisplayName: token.creator.displayName,
    description: token.description,
    descriptionFolded: fold(token.description),
    scope: token.scope,
    ipRanges: token.ipRanges === null ? null : JSON.stringify(token.ipRanges),
    createdAt: token.createdAt,
    expiresAt: token.expiresAt ?? never,
    lastUsedAt: token.lastUsedAt ?? 0,
    lastUsedFrom: token.lastUsedFrom,
    nativeId: native?.id ?? null,
    nativeSeal: native?.seal ?? null,
    replacedBy: token.replacedBy,
    remindedDays: null,
    ownerGoneAt: token.ownerGoneAt,
  } satisfies Record<keyof NewRow, string | number | null>;
}

export function tokenOf(row: Row): Token {
  return {
    id: row.id,
    description: row.description,
    hint: row.hint,
    scope: row.scope,
    ipRanges: row.ipRanges,
    owner: { key: row.ownerKey, name: row.ownerName, displayName: row.ownerDisplayName },
    creator: { key: row.creatorKey, name: row.creatorName, displayName: row.creatorDisplayName },
    createdAt: row.createdAt,
    expiresAt: row.expiresAt === never ? null : row.expiresAt,
    lastUsedAt: row.lastUsedAt === 0 ? null : row.lastUsedAt,
    lastUsedFrom: row.lastUsedFrom,
    replacedBy: row.replacedBy,
    ownerGoneAt: row.ownerGoneAt,
  };
}
