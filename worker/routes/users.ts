import { Hono } from 'hono';
import { getUser, searchUsers } from '../../shared/contract/user.ts';
import { type AppEnv, onlyManagers } from '../caller.ts';
import { findUserAs, searchUsersAs } from '../origin/users.ts';
import { Problem } from '../problem.ts';
import { validateQuery } from '../validate.ts';

export const users = new Hono<AppEnv>()
  .get(searchUsers.path, onlyManagers, validateQuery(searchUsers.query), async (c) => {
    const { house, site } = c.env;
    const found = await searchUsersAs(house.ask, site, c.var.caller.cookie, c.req.valid('query').q);
    return c.json({ users: found });
  })
  .get(getUser.path, onlyManagers, validateQuery(getUser.query), async (c) => {
    const { house, site } = c.env;
    const found = await findUserAs(house.ask, site, c.var.caller.cookie, c.req.valid('query').key);
    if (!found) throw new Problem('not_found', 'There is no such user');
    const { key, name, displayName } = found;
    return c.json({ key, name, displayName });
  });
