import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { openly } from './openly.ts';
import { Product } from './session.ts';

/** What a Postern Worker says of the site that an address belongs to; nothing that its login page does not show. */
export const SiteCard = v.object({
  service: v.literal('postern'),
  version: v.string(),
  site: v.object({ id: v.string(), product: openly(Product), name: v.string(), url: v.string() }),
});
export type SiteCard = v.InferOutput<typeof SiteCard>;

export const getSite = defineEndpoint({
  method: 'GET',
  path: '/site',
  summary: 'Which site this is, also for somebody who is not logged in',
  access: 'anyone',
  answer: SiteCard,
});
