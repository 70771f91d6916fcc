import { Hono } from 'hono';
import { deleteTokens, deleteTokensOfUser, listAllTokens } from '../../shared/contract/manager.ts';
import { type AppEnv, onlyManagers } from '../caller.ts';
import { validateBody, validateQuery } from '../validate.ts';
import { nativesOf, readTokenPage, remove } from './tokens.ts';

export const managerTokens = new Hono<AppEnv>()
  .get(listAllTokens.path, onlyManagers, validateQuery(listAllTokens.query), async (c) =>
    c.json(await readTokenPage(c, c.req.valid('query'))),
  )
  .post(deleteTokens.path, onlyManagers, validateBody(deleteTokens.body), async (c) => {
    const { ids } = c.req.valid('json');
    return c.json(await remove(c, ids, undefined, 'bulk'));
  })
  .post(deleteTokensOfUser.path, onlyManagers, validateBody(deleteTokensOfUser.body), async (c) => {
    const { house, site } = c.env;
    const { owner } = c.req.valid('json');
    const { deleted, finished } = await house.leaver(site)(owner, c.var.caller.act);
    const leftAtOrigin = await nativesOf(c).deleteBehind(deleted);
    return c.json({ deleted: deleted.length, leftAtOrigin, finished });
  });
