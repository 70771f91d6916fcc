import { Hono } from 'hono';
import { searchGroups } from '../../shared/contract/group.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';
import { searchGroupsAs } from '../origin/groups.ts';
import { validateQuery } from '../validate.ts';

export const groups = new Hono<AppEnv>().get(
  searchGroups.path,
  onlyAdministrators,
  validateQuery(searchGroups.query),
  async (c) => {
    const { house, site } = c.env;
    const { q } = c.req.valid('query');
    const names = await searchGroupsAs(house.ask, site, c.var.caller.cookie, q);
    return c.json({ groups: names.map((name) => ({ name })) });
  },
);
