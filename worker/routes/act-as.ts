import { Hono } from 'hono';
import { checkActAs } from '../../shared/contract/act-as.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';

export const actAs = new Hono<AppEnv>().get(checkActAs.path, onlyAdministrators, async (c) => {
  const { house, site } = c.env;
  const { asker, cookie, act } = c.var.caller;
  const check = await house.checkActAs(site, { key: asker.key, name: asker.name, cookie });
  const { ok, result } = check;
  await house.note({ site: site.id, action: 'act-as.checked', ...act, details: { ok, result } });
  return c.json(check);
});
