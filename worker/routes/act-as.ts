import { Hono } from 'hono';
import { checkActAs } from '../../shared/contract/act-as.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';

export const actAs = new Hono<AppEnv>().get(checkActAs.path, onlyAdministrators, async (c) => {
  const { house, site } = c.env;
  const { asker, cookie } = c.var.caller;
  return c.json(await house.checkActAs(site, { key: asker.key, name: asker.name, cookie }));
});
