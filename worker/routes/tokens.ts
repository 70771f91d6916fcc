import { type Context, Hono } from 'hono';
import type { ManagerQuery } from '../../shared/contract/manager.ts';
import { getToken, listTokens } from '../../shared/contract/token.ts';
import {
  createToken,
  deleteToken,
  leftAtOriginHeader,
  renameToken,
} from '../../shared/contract/token-changes.ts';
import type { AppEnv } from '../caller.ts';
import { forcedScopeOf } from '../domain/permission.ts';
import { formatCursor, toListing } from '../domain/token-list.ts';
import type { DeletionReason } from '../domain/tokens.ts';
import { findUserAs } from '../origin/users.ts';
import { Problem } from '../problem.ts';
import { Refusal } from '../refusal.ts';
import { viewOf } from '../token-view.ts';
import { validateBody, validateQuery } from '../validate.ts';

export const tokens = new Hono<AppEnv>()
  .get(listTokens.path, validateQuery(listTokens.query), async (c) =>
    c.json(await readTokenPage(c, { ...c.req.valid('query'), owner: [c.var.caller.asker.key] })),
  )
  .post(createToken.path, validateBody(createToken.body), async (c) => {
    const wish = c.req.valid('json');
    const { owner, forcedScope } = await ownerOf(c, wish.owner);
    const { description, scope, ipRanges } = wish;
    const expiresAt = wish.expiresAt === null ? null : Date.parse(wish.expiresAt);
    const outcome = await serviceOf(c).create(
      { description, scope, ipRanges, expiresAt },
      owner,
      forcedScope,
      c.var.caller.act,
    );
    switch (outcome.kind) {
      case 'created':
        return c.json(
          { token: viewOf(outcome.token, c.var.caller.policy), secret: outcome.secret },
          createToken.status as 201,
        );
      case 'expired':
      case 'beyond-policy':
      case 'scope-not-allowed':
        throw problemOf(outcome);
      case 'too-many':
        throw new Problem(
          'limit_reached',
          `At most ${outcome.limit} tokens a user; delete one first`,
        );
    }
  })
  .get(getToken.path, async (c) => {
    const token = await serviceOf(c).find(c.req.param('id'), reachOf(c));
    if (!token) throw gone();
    return c.json(viewOf(token, c.var.caller.policy));
  })
  .patch(renameToken.path, validateBody(renameToken.body), async (c) => {
    const { description } = c.req.valid('json');
    const token = await serviceOf(c).rename(
      c.req.param('id'),
      description,
      reachOf(c),
      c.var.caller.act,
    );
    if (!token) throw gone();
    return c.json(viewOf(token, c.var.caller.policy));
  })
  .delete(deleteToken.path, async (c) => {
    const { deleted, leftAtOrigin } = await remove(c, [c.req.param('id')], reachOf(c), 'single');
    if (deleted === 0) throw gone();
    return c.body(null, 204, leftAtOrigin > 0 ? { [leftAtOriginHeader]: '1' } : {});
  });

/** Reads one page of the tokens that match the query. */
export async function readTokenPage(c: Context<AppEnv>, query: ManagerQuery) {
  const listing = toListing(query, c.var.caller.policy.maxLifetimeDays);
  if (!listing) throw new Problem('invalid_request', 'cursor does not belong to this query');
  const { tokens, next, total } = await c.env.house.tokenStore(c.env.site).list(listing);
  return {
    tokens: tokens.map((token) => viewOf(token, c.var.caller.policy)),
    nextCursor: next ? formatCursor(next, query) : null,
    ...(total && { total }),
  };
}

/**
 * Deletes here first, which is what counts and is felt at once; then the native tokens behind, as far as this session may.
 * `owner` bounds it to one person's.
 */
export async function remove(
  c: Context<AppEnv>,
  ids: readonly string[],
  owner: string | undefined,
  reason: DeletionReason,
): Promise<{ deleted: number; leftAtOrigin: number }> {
  const deleted = await serviceOf(c).remove(ids, owner, reason, c.var.caller.act);
  return { deleted: deleted.length, leftAtOrigin: await nativesOf(c).deleteBehind(deleted) };
}

/** What the policy has against a wish. */
export function problemOf(
  outcome:
    | { kind: 'expired' }
    | { kind: 'beyond-policy'; latest: number }
    | { kind: 'scope-not-allowed' },
): Problem {
  switch (outcome.kind) {
    case 'expired':
      return new Problem('invalid_request', 'expiresAt must lie in the future');
    case 'beyond-policy': {
      const latest = new Date(outcome.latest).toISOString();
      return new Problem(
        'invalid_request',
        `expiresAt is beyond the policy; the latest is ${latest}`,
      );
    }
    case 'scope-not-allowed':
      return new Problem('invalid_request', 'scope must be read, by the policy of this site');
  }
}

export function serviceOf(c: Context<AppEnv>) {
  return c.env.house.tokenService(c.env.site, c.var.caller.policy, nativesOf(c));
}

export function nativesOf(c: Context<AppEnv>) {
  const { asker, cookie } = c.var.caller;
  const { key, isAdministrator } = asker;
  const session = { key, isAdministrator, cookie };
  return c.env.house.nativeTokens(c.env.site, session, c.var.requestId);
}

/** Whose tokens the caller may reach: their own, or with manageOthers everybody's (undefined). */
export function reachOf(c: Context<AppEnv>): string | undefined {
  const { can, asker } = c.var.caller;
  return can.manageOthers ? undefined : asker.key;
}

/** "Not yours" and "not there" look the same. */
export function gone(): Problem {
  return new Problem('not_found', 'There is no such token');
}

/** Whom the token will act for. The product says who that is; a name or a display name from the client counts nothing. */
export async function ownerOf(c: Context<AppEnv>, key: string | undefined) {
  const { asker, can, cookie, policy, act } = c.var.caller;
  if (key === undefined || key === asker.key) {
    if (!can.createOwn)
      throw new Refusal('createOwn', 'You may not create API tokens on this site');
    return { owner: act.by, forcedScope: forcedScopeOf(asker.groups, policy) };
  }
  if (!can.manageOthers)
    throw new Refusal('manageOthers', 'Only token managers may create tokens for others');
  if (!can.createForOthers)
    throw new Refusal('createForOthers', 'On this site, tokens can only be made by their owner');
  const found = await findUserAs(c.env.house.ask, c.env.site, cookie, key);
  if (!found) throw new Problem('invalid_request', `owner is not a user of ${c.env.site.name}`);
  const { groups, ...owner } = found;
  return { owner, forcedScope: forcedScopeOf(groups, policy) };
}
