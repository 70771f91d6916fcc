import { Hono } from 'hono';
import type { AppEnv } from '../caller.ts';
import { documentOf } from '../openapi/document.ts';
import { version } from '../version.ts';

export const openapi = new Hono<AppEnv>().get('/openapi.json', (c) =>
  c.json(documentOf(c.env.site.url, version)),
);
