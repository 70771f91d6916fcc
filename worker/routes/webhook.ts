import { Hono } from 'hono';
import { getWebhook, saveWebhook, testWebhook } from '../../shared/contract/webhook.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';
import { Problem } from '../problem.ts';
import { validateBody } from '../validate.ts';
import { webhookOf } from '../webhook/assemble.ts';

export const webhook = new Hono<AppEnv>()
  .get(getWebhook.path, onlyAdministrators, async (c) =>
    c.json(await webhookOf(c.env.house, c.env.site).read()),
  )
  .put(saveWebhook.path, onlyAdministrators, validateBody(saveWebhook.body), async (c) => {
    const wish = c.req.valid('json');
    const outcome = await webhookOf(c.env.house, c.env.site).save(wish, c.var.caller.act);
    switch (outcome.kind) {
      case 'saved':
        return c.json({ ...outcome.record, secret: outcome.secret });
      case 'url-refused':
        throw new Problem('invalid_request', `webhook.url ${outcome.objection}`);
      case 'conflict':
        throw new Problem('conflict', 'Somebody else has saved the webhook meanwhile');
    }
  })
  .post(testWebhook.path, onlyAdministrators, validateBody(testWebhook.body), async (c) =>
    c.json(await webhookOf(c.env.house, c.env.site).test(c.var.caller.act)),
  );
