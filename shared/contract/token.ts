import * as v from 'valibot';
import { parseIpRange } from '../ip-range.ts';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { Person, UserKey } from './user.ts';

export const Scope = v.picklist(['read', 'write']);
export type Scope = v.InferOutput<typeof Scope>;

export const maxDescriptionLength = 200;

/** Control, line-breaking and direction-changing characters, and halves of pairs: nothing a name can hide behind. */
const hidden = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What a token is for: 1 to 200 characters (code points) after trimming. */
export const Description = v.pipe(
  v.string(),
  v.maxLength(4 * maxDescriptionLength, 'must be 1 to 200 characters'),
  v.normalize('NFC'),
  v.trim(),
  v.check(
    (text) => text !== '' && [...text].length <= maxDescriptionLength,
    'must be 1 to 200 characters',
  ),
  v.check((text) => !hidden.test(text), 'must not have control characters'),
  v.check((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'must have something to see'),
);

/** Ranges in CIDR notation; a request from outside all of them is refused. */
export const IpRanges = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.check(
        (text) => parseIpRange(text) !== undefined,
        'must be an address or a range such as 10.20.0.0/16',
      ),
    ),
  ),
  v.minLength(1),
  v.maxLength(50),
);

/** The record of a token, as its owner and a token manager see it. Instants in UTC; null: any address, never, not yet. */
export const Token = v.object({
  id: v.string(),
  description: v.string(),
  hint: v.string(),
  scope: Scope,
  ipRanges: v.nullable(v.array(v.string())),
  owner: Person,
  creator: Person,
  createdAt: v.string(),
  expiresAt: v.nullable(v.string()),
  lastUsedAt: v.nullable(v.string()),
  lastUsedFrom: v.nullable(v.string()),
});
export type Token = v.InferOutput<typeof Token>;

export const TokenPage = v.object({ tokens: v.array(Token), nextCursor: v.nullable(v.string()) });
export type TokenPage = v.InferOutput<typeof TokenPage>;

const never = v.literal('never');

/**
 * Ranges are half-open, `[from, to)`, and leave out tokens that have no such instant; `lastUsed=never` and
 * `expires=never` ask for those, alone or in addition to a range ("not used since", "still alive at").
 */
const filters = {
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

export const TokenQuery = v.strictObject(filters);

const owners = v.union([
  v.pipe(
    UserKey,
    v.transform((key) => [key]),
  ),
  v.pipe(v.array(UserKey), v.maxLength(50)),
]);
export const ManagerQuery = v.strictObject({ ...filters, owner: v.optional(owners, []) });
export type ManagerQuery = v.InferOutput<typeof ManagerQuery>;

export const NewToken = v.strictObject({
  description: Description,
  expiresAt: v.nullable(Instant),
  scope: Scope,
  ipRanges: v.optional(v.nullable(IpRanges), null),
  /** A user's key; making a token for somebody else needs manageOthers. */
  owner: v.optional(UserKey),
});
export type NewToken = v.InferOutput<typeof NewToken>;

/** The one answer that holds the plain text of a token. */
export const CreatedToken = v.object({ token: Token, secret: v.string() });
export type CreatedToken = v.InferOutput<typeof CreatedToken>;

export const listTokens = defineEndpoint({
  method: 'GET',
  path: '/tokens',
  summary: "The caller's own tokens",
  query: TokenQuery,
  answer: TokenPage,
});

export const createToken = defineEndpoint({
  method: 'POST',
  path: '/tokens',
  summary: 'Makes a token; its secret is in this answer and nowhere else',
  status: 201,
  body: NewToken,
  answer: CreatedToken,
});

export const getToken = defineEndpoint({
  method: 'GET',
  path: '/tokens/:id',
  summary: "One token: the caller's own, or anybody's with manageOthers",
  answer: Token,
});

export const renameToken = defineEndpoint({
  method: 'PATCH',
  path: '/tokens/:id',
  summary: 'Changes the description of a token',
  body: v.strictObject({ description: Description }),
  answer: Token,
});

/** On the answer to `DELETE /tokens/:id`, where the product keeps the native token that stood behind the deleted one. */
export const leftAtOriginHeader = 'X-Postern-Left-At-Origin';

export const deleteToken = defineEndpoint({
  method: 'DELETE',
  path: '/tokens/:id',
  summary: `Deletes a token; it is refused from then on. The header ${leftAtOriginHeader}: 1 says that the product keeps its own`,
  status: 204,
});

export const listAllTokens = defineEndpoint({
  method: 'GET',
  path: '/manager/tokens',
  summary: 'The tokens of all users; needs manageOthers',
  query: ManagerQuery,
  answer: TokenPage,
});

export const deleteTokens = defineEndpoint({
  method: 'POST',
  path: '/manager/tokens/delete',
  summary: 'Deletes up to 100 tokens; needs manageOthers',
  body: v.strictObject({
    ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.minLength(1), v.maxLength(100)),
  }),
  answer: v.object({
    deleted: v.number(),
    /** Native tokens behind deleted ones that the product still keeps, since this session could not delete them there. */
    leftAtOrigin: v.optional(v.number(), 0),
  }),
});

export const getSelf = defineEndpoint({
  method: 'GET',
  path: '/self',
  summary: 'The record of the token that this request carries',
  access: 'token',
  answer: Token,
});
