import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { listFilters, TokenPage } from './token.ts';
import { UserKey } from './user.ts';

const owners = v.union([
  v.pipe(
    UserKey,
    v.transform((key) => [key]),
  ),
  v.pipe(v.array(UserKey), v.maxLength(50)),
]);
export const ManagerQuery = v.strictObject({
  ...listFilters,
  owner: v.optional(owners, []),
  /** Only tokens of owners whom the product does not know any more, or has disabled (`ownerGoneAt`). */
  ownerGone: v.optional(v.literal('yes')),
});
export type ManagerQuery = v.InferOutput<typeof ManagerQuery>;

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

export const deleteTokensOfUser = defineEndpoint({
  method: 'POST',
  path: '/manager/users/delete-tokens',
  summary:
    'Deletes all tokens of one user, who may have left; where there were too many for one call, finished is false and the next one goes on; needs manageOthers',
  body: v.strictObject({ owner: UserKey }),
  answer: v.object({ deleted: v.number(), leftAtOrigin: v.number(), finished: v.boolean() }),
});
