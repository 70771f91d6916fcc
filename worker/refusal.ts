import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { AuditDetails } from '../shared/contract/audit.ts';
import type { AppEnv } from './caller.ts';
import { Problem } from './problem.ts';

type Permission = AuditDetails['call.refused']['needs'];

/** Somebody known asked for what they may not do; the audit is told. */
export class Refusal extends Problem {
  readonly needs: Permission;

  constructor(needs: Permission, detail: string) {
    super('forbidden', detail);
    this.needs = needs;
  }
}

export const auditRefusals = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  if (!(c.error instanceof Refusal)) return;
  const { house, site } = c.env;
  const recorded = house.gateway.record({
    site: site.id,
    action: 'call.refused',
    ...c.var.caller.act,
    details: { method: c.req.method, path: routePath(c, -1), needs: c.error.needs },
  });
  if (recorded) c.executionCtx.waitUntil(recorded);
});
