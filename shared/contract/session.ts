import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { openly } from './openly.ts';
import { Scope } from './token.ts';
import { Person } from './user.ts';

export const Product = v.picklist(['jira', 'confluence']);
export type Product = v.InferOutput<typeof Product>;

/** Who is asking, on which site, what they may do there, and the bounds for their own new tokens (null: no bound). */
export const Session = v.object({
  site: v.object({ id: v.string(), product: Product, name: v.string(), url: v.string() }),
  user: Person,
  can: v.object({
    createOwn: v.boolean(),
    manageOthers: v.boolean(),
    /** False also for token managers where the site acts by what only the owner's session can make. Older Workers don't say. */
    createForOthers: v.optional(v.boolean(), true),
    administer: v.boolean(),
  }),
  policy: v.object({
    maxLifetimeDays: v.nullable(v.number()),
    defaultLifetimeDays: v.nullable(v.number()),
    forcedScope: v.nullable(openly(Scope)),
    maxTokensPerUser: v.nullable(v.number()),
  }),
  version: v.string(),
});
export type Session = v.InferOutput<typeof Session>;

export const getSession = defineEndpoint({
  method: 'GET',
  path: '/session',
  summary: 'Who the browser session belongs to, and what that person may do',
  answer: Session,
});
