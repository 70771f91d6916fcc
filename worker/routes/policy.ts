import { type Context, Hono } from 'hono';
import type { Policy } from '../../shared/contract/policy.ts';
import {
  getPolicy,
  type PolicyRecord,
  type PolicyWarning,
  previewPolicy,
  savePolicy,
} from '../../shared/contract/policy-changes.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';
import type { StoredPolicy } from '../domain/policy.ts';
import { groupsOf, warningsOf } from '../domain/policy-warnings.ts';
import { findMissingGroupsAs } from '../origin/groups.ts';
import { Problem } from '../problem.ts';
import { validateBody } from '../validate.ts';

export const policy = new Hono<AppEnv>()
  .get(getPolicy.path, onlyAdministrators, async (c) =>
    c.json(viewOf(await c.env.house.policies(c.env.site).read())),
  )
  .put(savePolicy.path, onlyAdministrators, validateBody(savePolicy.body), async (c) => {
    const { policy, version } = c.req.valid('json');
    const outcome = await c.env.house.policies(c.env.site).save(policy, version, c.var.caller.act);
    switch (outcome.kind) {
      case 'saved':
        return c.json(viewOf(outcome.stored));
      case 'conflict':
        throw new Problem('conflict', 'Somebody else has saved the policy meanwhile; read it anew');
    }
  })
  .post(previewPolicy.path, onlyAdministrators, validateBody(previewPolicy.body), async (c) => {
    const { house, site } = c.env;
    const { policy } = c.req.valid('json');
    const [{ effects, complete }, groups] = await Promise.all([
      house.countEffects(site, c.var.caller.policy, policy),
      groupWarnings(c, policy),
    ]);
    const warnings = [...warningsOf(policy, c.var.caller.act.address), ...groups];
    return c.json({ effects, complete, warnings });
  });

/** What the product says of the groups that the policy names. */
async function groupWarnings(c: Context<AppEnv>, policy: Policy): Promise<PolicyWarning[]> {
  const { house, site } = c.env;
  const fields = groupsOf(policy);
  const { missing, unchecked } = await findMissingGroupsAs(house.ask, site, c.var.caller.cookie, [
    ...fields.keys(),
  ]);
  const warnings: PolicyWarning[] = [...fields]
    .filter(([group]) => missing.includes(group))
    .map(([group, field]) => ({ code: 'group-not-found', field, group }));
  return unchecked
    ? [...warnings, { code: 'groups-not-checked', field: 'manageGroups', group: null }]
    : warnings;
}

function viewOf({ updatedAt, ...stored }: StoredPolicy): PolicyRecord {
  return { ...stored, updatedAt: updatedAt === null ? null : new Date(updatedAt).toISOString() };
}
