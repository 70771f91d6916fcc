import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type AppEnv, identify } from '../caller.ts';
import { permissionsOf } from '../domain/permission.ts';
import type { Token } from '../domain/token.ts';
import { refusal, unauthorized } from '../gateway/answers.ts';
import { parseCredential } from '../gateway/credential.ts';
import type { GoodToken } from '../gateway/evaluate.ts';
import { check } from '../gateway/gateway.ts';
import { clientAddress, scopeFor, userAgentOf } from '../gateway/request.ts';
import type { Actor } from '../origin/act-as/act-as.ts';
import type { Ask } from '../origin/ask.ts';
import { requestOf } from '../origin/self.ts';
import { askWhoIsAsking } from '../origin/session.ts';
import { Problem } from '../problem.ts';

/**
 * These calls are made by scripts, and by pages of the product itself: no header of ours can be asked for. What another page
 * could make a browser send with the session's cookies is refused all the same (CSRF): a foreign Origin, what the browser
 * itself calls cross-site, and bodies that are no JSON. Changes by other methods than POST need a preflight, which nobody
 * answers.
 */
export const guardPages = createMiddleware<AppEnv>(async (c, next) => {
  const origin = c.req.header('Origin');
  const from = c.req.header('Sec-Fetch-Site') ?? 'none';
  if ((origin !== undefined && origin !== c.env.site.host) || !/^(none|same-origin)$/.test(from))
    throw new Problem('forbidden', 'Other sites may not call this');
  const type = c.req.header('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(c.req.method);
  if (takesBody && type !== 'application/json')
    throw new Problem('invalid_request', 'Content-Type must be application/json');
  await next();
});

/** By a token where there is an Authorization header, else by the session. */
export const identifyEither = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header('Authorization') === undefined) return identify(c, next);
  const verified = await verify(c);
  if (verified instanceof Response) return verified;
  await becomeOwner(c, verified);
  return next();
});

/** A good token, and its record as it stands in the database at this moment. */
type Verified = GoodToken & { record: Token };

/**
 * As everywhere, and then once more without any cache: a token that is deleted goes on for some seconds elsewhere, and what it
 * made in these would go on for as long as the policy lets it.
 */
async function verify(c: Context<AppEnv>): Promise<Verified | Response> {
  const { house, site } = c.env;
  const credential = parseCredential(c.req.header('Authorization') ?? null);
  if (credential.kind === 'none' || credential.kind === 'password')
    throw new Problem('unauthenticated', 'A session or a user name and API token are needed');
  const attempt = {
    site,
    credential,
    needs: scopeFor(c.req.method),
    address: clientAddress(c.req.raw),
    request: c.req.raw,
    requestId: c.var.requestId,
  };
  const verdict = await check(house.gateway, attempt, c.executionCtx);
  if (verdict.kind !== 'good') return refusal(site, verdict, attempt.requestId);
  const [record] = await house.tokenStore(site).find([verdict.token.id]);
  return record ? { ...verdict, record } : unauthorized(site);
}

/**
 * The token's owner is asked for as the product serves them, in the way that tokens are used, and so is everything that this
 * call asks the product. Never where tokens stand before native ones: a session alone makes those. Whoever the owner is, a token
 * makes tokens of that owner alone: a manager's that leaked must not be everybody's.
 */
async function becomeOwner(c: Context<AppEnv>, verified: Verified): Promise<void> {
  const { token, secret, record } = verified;
  const { house, site } = c.env;
  const policy = await house.readPolicy(site);
  if (!policy.tokensCreateTokens || site.actAs === 'pat')
    throw new Problem('forbidden', 'By the policy of this site, tokens do not open this');
  if (record.replacedBy !== null)
    throw new Problem('forbidden', 'This token has been replaced; use the one that took its place');
  const { id, ownerKey, ownerName, nativeSeal } = token;
  const sealed = nativeSeal === null ? undefined : { seal: nativeSeal, site: site.id, id, secret };
  const ask = askAsOwner(c, { key: ownerKey, name: ownerName, sealed });
  const asker = await askWhoIsAsking(ask, site, '');
  if (asker?.key !== ownerKey)
    throw new Problem(
      'origin_unavailable',
      "The product did not serve this request as the token's owner",
    );
  c.env = { ...c.env, house: { ...house, ask } };
  const { key, name, displayName } = asker;
  c.set('caller', {
    asker,
    cookie: '',
    policy,
    token: record,
    can: permissionsOf(asker, policy, { adminGroups: site.adminGroups, onlyOwnersCreate: true }),
    act: {
      by: { key, name, displayName },
      address: clientAddress(c.req.raw),
      userAgent: userAgentOf(c.req.raw),
      requestId: c.var.requestId,
      byToken: id,
    },
  });
}

/** Questions that a session would ask, asked as the owner instead, without any cookie. */
function askAsOwner(c: Context<AppEnv>, owner: Actor): Ask {
  const { house, site } = c.env;
  const actAs = house.gateway.actAs(site);
  return async ({ method, url, headers }) => {
    const own = new Headers(headers);
    own.delete('Cookie');
    return house.ask(requestOf(await actAs.sign({ method, url, headers: own, form: [] }, owner)));
  };
}
