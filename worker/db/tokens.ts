import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { dayMs } from '../../shared/lifetime.ts';
import { fold } from '../domain/fold.ts';
import type {
  InstantRange,
  Position,
  SortField,
  TokenListing,
  TokenListStore,
} from '../domain/token-list.ts';
import type { TokenStore } from '../domain/tokens.ts';
import { createAnnouncer } from './announce.ts';
import { createAuditWriter, type TokenDeed } from './audit.ts';
import { createdDetails, renamedDetails } from './audit-details.ts';
import { createDeletion } from './deletion.ts';
import { never, tokens } from './schema.ts';
import { type Row, tokenOf, valuesOf } from './token-row.ts';

/** The tokens of one site. */
export function createTokenStore(
  db: DrizzleD1Database,
  site: string,
  now: () => number,
): TokenStore & TokenListStore {
  const here = eq(tokens.site, site);
  const withIds = (ids: readonly string[]) => and(here, isOneOf(tokens.id, ids));
  const { ofTokens } = createAuditWriter(db, now);
  const audit = (deed: TokenDeed) => ofTokens(site, deed);
  const announce = createAnnouncer(db, now);
  const deletion = createDeletion(db, now);

  return {
    async insert(token, kept, limit, act) {
      const live = sql`(SELECT count(*) FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(here, eq(tokens.ownerKey, token.owner.key), gt(tokens.expiresAt, token.createdAt), isNull(tokens.replacedBy))})`;
      const isBelowLimit = limit === null ? sql`1` : lt(live, limit);
      const [inserted] = await db.batch([
        db
          .insert(tokens)
          .select(sql`SELECT ${valuesOf(site, token, kept)} WHERE ${isBelowLimit}`)
          .returning({ id: tokens.id }),
        audit({
          action: 'token.created',
          which: withIds([token.id]),
          deed: act,
          details: createdDetails,
        }),
        announce.ofTokens(site, {
          event: 'token.created',
          which: withIds([token.id]),
          by: act.by,
        }),
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

    async delete(ids, reason, act) {
      const [, , deleted] = await db.batch(deletion(site, withIds(ids), reason, act));
      return deleted;
    },

    async rename(id, description, act) {
      const [, renamed] = await db.batch([
        audit({
          action: 'token.renamed',
          which: withIds([id]),
          deed: act,
          details: renamedDetails(description),
          description,
        }),
        db
          .update(tokens)
          .set({ description, descriptionFolded: fold(description) })
          .where(withIds([id]))
          .returning({ id: tokens.id }),
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
 * The rows to look at: those of owners who are gone, or the owners' where there are some, else what the text index finds, else the site's. SQLite would rather
 * walk the whole site in the order of the page; the `+` takes that choice away, since each such index begins with the site.
 */
function candidatesOf(
  { owners, isOwnerGone, text }: TokenListing,
  site: string,
): (SQL | undefined)[] {
  const folded = fold(text);
  const matches = folded === '' ? undefined : contains(folded);
  const isSite = eq(tokens.site, site);
  const isSiteByRow = sql`+${tokens.site} = ${site}`;
  if (isOwnerGone) {
    const mine = owners.length > 0 ? isOneOf(tokens.ownerKey, owners) : undefined;
    const gone = sql`SELECT seq FROM ${tokens} INDEXED BY tokens_owner_gone WHERE ${and(isSite, isNotNull(tokens.ownerGoneAt), mine)}`;
    return [isSiteByRow, sql`${tokens.seq} IN (${gone})`, matches];
  }
  if (owners.length > 0) {
    const owned = sql`SELECT seq FROM ${tokens} INDEXED BY tokens_owner WHERE ${and(isSite, isOneOf(tokens.ownerKey, owners))}`;
    return [isSiteByRow, sql`${tokens.seq} IN (${owned})`, matches];
  }
  return isIndexed(folded) ? [isSiteByRow, isFound(folded)] : [isSite, matches];
}

function filtersOf(listing: TokenListing) {
  const { created, lastUsed, expires, sort, order, after } = listing;
  return [
    isWithin(tokens.createdAt, created),
    isWithin(tokens.lastUsedAt, lastUsed, 0),
    expires.from === undefined ? undefined : gte(tokens.expiresAt, expires.from),
    isWithin(endOf(listing), expires, never),
    after && isBehind(after, sort, order),
  ];
}

/** When a token really ends (`effectiveExpiry`); beside it the column itself is asked, which has an index. */
function endOf({ maxLifetimeDays }: TokenListing): SQL | typeof tokens.expiresAt {
  if (maxLifetimeDays === null) return tokens.expiresAt;
  return sql`min(${tokens.expiresAt}, ${tokens.createdAt} + ${maxLifetimeDays * dayMs})`;
}

/** In the range and not the value that stands for "never"; or, where asked for, exactly that. */
function isWithin(
  column: SQL | typeof tokens.createdAt | typeof tokens.lastUsedAt | typeof tokens.expiresAt,
  { from, to, orNever }: InstantRange,
  noInstant?: number,
): SQL | undefined {
  const isRange = from !== undefined || to !== undefined;
  const range = isRange
    ? and(
        from === undefined ? undefined : sql`${column} >= ${from}`,
        to === undefined ? undefined : sql`${column} < ${to}`,
        noInstant === undefined ? undefined : sql`${column} <> ${noInstant}`,
      )
    : undefined;
  return orNever && noInstant !== undefined ? or(range, sql`${column} = ${noInstant}`) : range;
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
