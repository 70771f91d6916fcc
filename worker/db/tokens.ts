import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { fold } from '../domain/fold.ts';
import type { Token, TokenId } from '../domain/token.ts';
import type {
  InstantRange,
  Position,
  SortField,
  TokenListing,
  TokenListStore,
} from '../domain/token-list.ts';
import type { KeptSecret, TokenStore } from '../domain/tokens.ts';
import { auditOf } from './audit.ts';
import { never, tokens } from './schema.ts';

type Row = typeof tokens.$inferSelect;

/** The tokens of one site. */
export function createTokenStore(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): TokenStore & TokenListStore {
  const here = eq(tokens.site, site);
  const withIds = (ids: readonly string[]) => and(here, isOneOf(tokens.id, ids));
  const audit = auditOf(db, site, now);

  return {
    async insert(token, kept, limit, act) {
      const live = sql`(SELECT count(*) FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(here, eq(tokens.ownerKey, token.owner.key), gt(tokens.expiresAt, token.createdAt))})`;
      const row: Record<string, unknown> = { seq: null, ...rowOf(site, token, kept) };
      const values = Object.keys(getTableColumns(tokens)).map((field) => sql`${row[field]}`);
      const isBelowLimit = limit === null ? sql`1` : lt(live, limit);
      const [inserted] = await db.batch([
        db
          .insert(tokens)
          .select(sql`SELECT ${sql.join(values, sql`, `)} WHERE ${isBelowLimit}`)
          .returning({ id: tokens.id }),
        audit('token.created', withIds([token.id]), act),
      ]);
      return inserted.length > 0;
    },

    async find(ids, owner) {
      const mine = owner === undefined ? undefined : eq(tokens.ownerKey, owner);
      const rows = await db
        .select()
        .from(tokens)
        .where(and(withIds(ids), mine));
      return rows.map(tokenOf);
    },

    async delete(ids, act) {
      const [, deleted] = await db.batch([
        audit('token.deleted', withIds(ids), act),
        db
          .delete(tokens)
          .where(withIds(ids))
          .returning({ ownerKey: tokens.ownerKey, nativeId: tokens.nativeId }),
      ]);
      return deleted;
    },

    async rename(id, description, act) {
      const [renamed] = await db.batch([
        db
          .update(tokens)
          .set({ description, descriptionFolded: fold(description) })
          .where(withIds([id]))
          .returning({ id: tokens.id }),
        audit('token.renamed', withIds([id]), act),
      ]);
      return renamed.length > 0;
    },

    async list(listing) {
      const column = sortColumns[listing.sort];
      const direction = listing.order === 'asc' ? asc : desc;
      const rows = await db
        .select()
        .from(tokens)
        .where(and(...candidatesOf(listing, site), ...filtersOf(listing)))
        .orderBy(direction(column), direction(tokens.seq))
        .limit(listing.limit + 1);
      const page = rows.slice(0, listing.limit);
      const last = rows.length > page.length ? page.at(-1) : undefined;
      return { tokens: page.map(tokenOf), next: last && positionOf(last, listing.sort) };
    },
  };
}

const sortColumns = {
  created: tokens.createdAt,
  lastUsed: tokens.lastUsedAt,
  expires: tokens.expiresAt,
  description: tokens.descriptionFolded,
  owner: tokens.ownerFolded,
} satisfies Record<SortField, unknown>;

function positionOf(row: Row, sort: SortField): Position {
  const value = {
    created: row.createdAt,
    lastUsed: row.lastUsedAt,
    expires: row.expiresAt,
    description: row.descriptionFolded,
    owner: row.ownerFolded,
  }[sort];
  return { value, seq: row.seq };
}

/**
 * The rows to look at: the owners' where there are some, else what the text index finds, else the site's. SQLite would rather
 * walk the whole site in the order of the page; the `+` takes that choice away, since each such index begins with the site.
 */
function candidatesOf({ owners, text }: TokenListing, site: string): (SQL | undefined)[] {
  const folded = fold(text);
  const matches = folded === '' ? undefined : contains(folded);
  const isSite = eq(tokens.site, site);
  const isSiteByRow = sql`+${tokens.site} = ${site}`;
  if (owners.length > 0) {
    const owned = sql`SELECT seq FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(isSite, isOneOf(tokens.ownerKey, owners))}`;
    return [isSiteByRow, sql`${tokens.seq} IN (${owned})`, matches];
  }
  return isIndexed(folded) ? [isSiteByRow, isFound(folded)] : [isSite, matches];
}

function filtersOf({ created, lastUsed, expires, sort, order, after }: TokenListing) {
  return [
    isWithin(tokens.createdAt, created),
    isWithin(tokens.lastUsedAt, lastUsed, 0),
    isWithin(tokens.expiresAt, expires, never),
    after && isBehind(after, sort, order),
  ];
}

/** In the range and not the value that stands for "never"; or, where asked for, exactly that. */
function isWithin(
  column: typeof tokens.createdAt | typeof tokens.lastUsedAt | typeof tokens.expiresAt,
  { from, to, orNever }: InstantRange,
  noInstant?: number,
): SQL | undefined {
  const isRange = from !== undefined || to !== undefined;
  const range = isRange
    ? and(
        from === undefined ? undefined : gte(column, from),
        to === undefined ? undefined : lt(column, to),
        noInstant === undefined ? undefined : ne(column, noInstant),
      )
    : undefined;
  return orNever && noInstant !== undefined ? or(range, eq(column, noInstant)) : range;
}

function isBehind({ value, seq }: Position, sort: SortField, order: 'asc' | 'desc'): SQL {
  const comparison = sql.raw(order === 'asc' ? '>' : '<');
  return sql`(${sortColumns[sort]}, ${tokens.seq}) ${comparison} (${value}, ${seq})`;
}

/** Substring of the folded description, by looking at each candidate. */
function contains(text: string): SQL {
  return sql`instr(${tokens.descriptionFolded}, ${text}) > 0`;
}

/** The text index has trigrams; NUL, which no description has, would end its query early. */
function isIndexed(text: string): boolean {
  return [...text].length >= 3 && !text.includes('\0');
}

/** The same by the text index. */
function isFound(text: string): SQL {
  const phrase = `"${text.replaceAll('"', '""')}"`;
  return sql`${tokens.seq} IN (SELECT rowid FROM token_search WHERE token_search MATCH ${phrase})`;
}

/** One bound parameter however many values there are (D1 allows 100 a query). */
function isOneOf(
  column: typeof tokens.id | typeof tokens.ownerKey,
  values: readonly string[],
): SQL {
  return inArray(column, sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`);
}

type NewRow = Omit<Row, 'seq'>;

function rowOf(site: string, token: Token, { hash, pepper, native }: KeptSecret) {
  return {
    id: token.id,
    site,
    hash,
    pepper,
    hint: token.hint,
    ownerKey: token.owner.key,
    ownerName: token.owner.name,
    ownerDisplayName: token.owner.displayName,
    ownerFolded: fold(token.owner.displayName),
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
  } satisfies Record<keyof NewRow, string | number | null>;
}

function tokenOf(row: Row): Token {
  return {
    id: row.id as TokenId,
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
  };
}
