import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Policy } from '../shared/contract/policy.ts';
import type { Session } from '../shared/contract/session.ts';
import type { House } from './assemble.ts';
import { permissionsOf } from './domain/permission.ts';
import type { Act, Token } from './domain/token.ts';
import type { Site } from './env.ts';
import { clientAddress, userAgentOf } from './gateway/request.ts';
import { type Asker, askWhoIsAsking } from './origin/session.ts';
import { Problem } from './problem.ts';
import { Refusal } from './refusal.ts';

/** Who asks, with their session, their rights, and the policy they were judged by; all as of this request. */
export interface Caller {
  asker: Asker;
  cookie: string;
  policy: Policy;
  /** The token that opened the call, where it was no session (worker/api-token-auth/). */
  token?: Token;
  can: Session['can'];
  act: Act;
}

export interface AppEnv {
  Bindings: { house: House; site: Site };
  Variables: {
    requestId: string;
    /** There for all routes that the browser's session opens. */
    caller: Caller;
  };
}

/** The product says who the session belongs to; nothing that the client says of itself counts. */
export const identify: MiddlewareHandler<AppEnv> = createMiddleware(async (c, next) => {
  const { house, site } = c.env;
  const cookie = c.req.header('Cookie');
  const asker = cookie && (await askWhoIsAsking(house.ask, site, cookie));
  if (!cookie || !asker) throw new Problem('unauthenticated', `Log in to ${site.name} first`);
  // After the product named somebody: a cookie that was made up costs the database nothing.
  const policy = await house.readPolicy(site);
  const { key, name, displayName } = asker;
  c.set('caller', {
    asker,
    cookie,
    policy,
    can: permissionsOf(asker, policy, {
      adminGroups: site.adminGroups,
      onlyOwnersCreate: site.actAs === 'pat',
    }),
    act: {
      by: { key, name, displayName },
      address: clientAddress(c.req.raw),
      userAgent: userAgentOf(c.req.raw),
      requestId: c.var.requestId,
    },
  });
  await next();
});

export const onlyAdministrators: MiddlewareHandler<AppEnv> = createMiddleware(async (c, next) => {
  if (!c.var.caller.can.administer)
    throw new Refusal('administer', 'Only administrators of this site may do this');
  await next();
});

export const onlyManagers: MiddlewareHandler<AppEnv> = createMiddleware(async (c, next) => {
  if (!c.var.caller.can.manageOthers)
    throw new Refusal('manageOthers', 'Only token managers may do this');
  await next();
});
