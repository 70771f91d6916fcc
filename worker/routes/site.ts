import { Hono } from 'hono';
import { getSite, type SiteCard } from '../../shared/contract/site.ts';
import type { AppEnv } from '../caller.ts';
import { version } from '../version.ts';

/** Asked by an extension that looks for a Postern Worker at an address that somebody typed. */
export const site = new Hono<AppEnv>().get(getSite.path, (c) => {
  const { id, product, name, url } = c.env.site;
  return c.json({
    service: 'postern',
    version,
    site: { id, product, name, url },
  } satisfies SiteCard);
});
