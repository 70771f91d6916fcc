import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { openly } from './openly.ts';
import { Person } from './user.ts';

export const Scope = v.picklist(['read', 'write']);
export type Scope = v.InferOutput<typeof Scope>;

export const maxDescriptionLength = 200;

/** The record of a token, as its owner and a token manager see it. Instants in UTC; null: any address, never, not yet. */
export const Token = v.object({
  id: v.string(),
  description: v.string(),
  hint: v.string(),
  scope: openly(Scope),
  ipRanges: v.nullable(v.array(v.string())),
  owner: Person,
  creator: Person,
  createdAt: v.string(),
  expiresAt: v.nullable(v.string()),
  lastUsedAt: v.nullable(v.string()),
  lastUsedFrom: v.nullable(v.string()),
  /** The id of the token that was made to take its place; older Workers know no rotation. */
  replacedBy: v.optional(v.nullable(v.string()), null),
  /** Since when the product has known no such owner any more, or has disabled them; looked at by night, some at a time. */
  ownerGoneAt: v.optional(v.nullable(v.string()), null),
});
export type Token = v.InferOutput<typeof Token>;

/** The number of tokens that match. `isExact` false: there are more than `count`. */
export const TokenTotal = v.object({ count: v.number(), isExact: v.boolean() });
export type TokenTotal = v.InferOutput<typeof TokenTotal>;

/**
 * A page may have fewer tokens than its limit, or none, although more follow: one request reads a limited number of tokens.
 * The list ends when `nextCursor` is null. `total` comes with the first page only. It is exact up to 10,000, and absent if
 * counting would read too many rows.
 */
export const TokenPage = v.object({
  tokens: v.array(Token),
  nextCursor: v.nullable(v.string()),
  total: v.optional(TokenTotal),
});
export type TokenPage = v.InferOutput<typeof TokenPage>;

const never = v.literal('never');

/**
 * Ranges are half-open, `[from, to)`, and leave out tokens that have no such instant; `lastUsed=never` and
 * `expires=never` ask for those, alone or in addition to a range ("not used since", "still alive at").
 */
export const listFilters = {
  q: v.optional(v.pipe(v.string(), v.maxLength(maxDescriptionLength))),
  createdFrom: v.optional(Instant),
  createdTo: v.optional(Instant),
  lastUsedFrom: v.optional(Instant),
  lastUsedTo: v.optional(Instant),
  lastUsed: v.optional(never),
  expiresFrom: v.optional(Instant),
  expiresTo: v.optional(Instant),
  expires: v.optional(never),
  sort: v.optional(
    v.picklist(['created', 'lastUsed', 'expires', 'description', 'owner']),
    'created',
  ),
  order: v.optional(v.picklist(['asc', 'desc']), 'desc'),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100'),
      v.transform(Number),
    ),
    '50',
  ),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(2000))),
};

export const TokenQuery = v.strictObject(listFilters);

export const listTokens = defineEndpoint({
  method: 'GET',
  path: '/tokens',
  summary: "The caller's own tokens",
  query: TokenQuery,
  answer: TokenPage,
});

export const getToken = defineEndpoint({
  method: 'GET',
  path: '/tokens/:id',
  summary: "One token: the caller's own, or anybody's with manageOthers",
  answer: Token,
  problems: ['not_found'],
});

export const getSelf = defineEndpoint({
  method: 'GET',
  path: '/self',
  summary: 'The record of the token that this request carries',
  access: 'token',
  answer: Token,
});
