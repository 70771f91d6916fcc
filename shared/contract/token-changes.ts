import * as v from 'valibot';
import { parseIpRange } from '../ip-range.ts';
import { defineEndpoint } from './endpoint.ts';
import { Instant } from './instant.ts';
import { maxDescriptionLength, Scope, Token } from './token.ts';
import { UserKey } from './user.ts';

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

export const createToken = defineEndpoint({
  method: 'POST',
  path: '/tokens',
  summary: 'Makes a token; its secret is in this answer and nowhere else',
  status: 201,
  body: NewToken,
  answer: CreatedToken,
  problems: ['limit_reached'],
});

export const renameToken = defineEndpoint({
  method: 'PATCH',
  path: '/tokens/:id',
  summary: 'Changes the description of a token',
  body: v.strictObject({ description: Description }),
  answer: Token,
  problems: ['not_found'],
});

/** On the answer to `DELETE /tokens/:id`, where the product keeps the native token that stood behind the deleted one. */
export const leftAtOriginHeader = 'X-Postern-Left-At-Origin';

export const deleteToken = defineEndpoint({
  method: 'DELETE',
  path: '/tokens/:id',
  summary: `Deletes a token; it is refused from then on. The header ${leftAtOriginHeader}: 1 says that the product keeps its own`,
  status: 204,
  problems: ['not_found'],
});
