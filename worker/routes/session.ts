import { Hono } from 'hono';
import { getSession, type Session } from '../../shared/contract/session.ts';
import type { AppEnv } from '../caller.ts';
import { forcedScopeOf } from '../domain/permission.ts';
import { version } from '../version.ts';

export const session = new Hono<AppEnv>().get(getSession.path, (c) => {
  const { asker, policy, can } = c.var.caller;
  const { id, product, name, url } = c.env.site;
  return c.json({
    site: { id, product, name, url },
    user: { key: asker.key, name: asker.name, displayName: asker.displayName },
    can,
    policy: {
      maxLifetimeDays: policy.maxLifetimeDays,
      defaultLifetimeDays: policy.defaultLifetimeDays,
      forcedScope: forcedScopeOf(asker.groups, policy),
      maxTokensPerUser: policy.maxTokensPerUser,
    },
    version,
  } satisfies Session);
});
