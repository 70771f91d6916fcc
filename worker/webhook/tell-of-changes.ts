import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../caller.ts';
import { errorFacts, log } from '../log.ts';
import { tellNews } from './assemble.ts';

/** Behind each change that was made, what it left in the outbox is sent at once; nobody waits for that. */
export const tellOfChanges = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  if (c.req.method !== 'GET' && c.res.ok)
    c.executionCtx.waitUntil(
      tellNews(c.env.house, c.env.site).catch((error: unknown) =>
        log('warn', 'webhook.not-told', {
          requestId: c.var.requestId,
          site: c.env.site.id,
          ...errorFacts(error),
        }),
      ),
    );
});
