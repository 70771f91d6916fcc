import { Hono } from 'hono';
import { searchUsers } from '../../shared/contract/user.ts';
import { type AppEnv, onlyManagers } from '../caller.ts';
import { searchUsersAs } from '../origin/users.ts';
import { validateQuery } from '../validate.ts';

export const users = new Hono<AppEnv>().get(
  searchUsers.path,
  onlyManagers,
  validateQuery(searchUsers.query),
  async (c) => {
    const { house, site } = c.env;
    const found = await searchUsersAs(house.ask, site, c.var.caller.cookie, c.req.valid('query').q);
    return c.json({ users: found });
  },
);
