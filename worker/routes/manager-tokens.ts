import { Hono } from 'hono';
import { deleteTokens, listAllTokens } from '../../shared/contract/manager.ts';
import { type AppEnv, onlyManagers } from '../caller.ts';
import { validateBody, validateQuery } from '../validate.ts';
import { pageOf, remove } from './tokens.ts';

export const managerTokens = new Hono<AppEnv>()
  .get(listAllTokens.path, onlyManagers, validateQuery(listAllTokens.query), async (c) =>
    c.json(await pageOf(c, c.req.valid('query'))),
  )
  .post(deleteTokens.path, onlyManagers, validateBody(deleteTokens.body), async (c) => {
    const { ids } = c.req.valid('json');
    return c.json(await remove(c, ids, undefined, 'bulk'));
  });
