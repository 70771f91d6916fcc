import * as v from 'valibot';
import { defineEndpoint } from './endpoint.ts';
import { openly } from './openly.ts';
import { Person } from './user.ts';

/** What a webhook may tell of; token.expiring 14, 3 and 1 days before the end, once each. */
export const WebhookEvent = v.picklist([
  'token.created',
  'token.rotated',
  'token.deleted',
  'token.expiring',
  'token.leaked',
  'policy.changed',
]);
export type WebhookEvent = v.InferOutput<typeof WebhookEvent>;

/** `json` is for programs, the others are what the incoming webhooks of Slack and of Teams Workflows take. */
export const WebhookShape = v.picklist(['json', 'slack', 'teams']);
export type WebhookShape = v.InferOutput<typeof WebhookShape>;

export const WebhookSettings = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(2000), v.url('must be an https URL')),
  events: v.pipe(
    v.array(WebhookEvent),
    v.minLength(1, 'must name an event'),
    v.check((events) => new Set(events).size === events.length, 'must not name an event twice'),
  ),
  shape: WebhookShape,
  enabled: v.boolean(),
});
export type WebhookSettings = v.InferOutput<typeof WebhookSettings>;

/** As answers hold it: a newer Worker may tell of more, in more shapes. */
export const AnsweredWebhook = v.object({
  url: v.string(),
  events: v.array(openly(WebhookEvent)),
  shape: openly(WebhookShape),
  enabled: v.boolean(),
});
export type AnsweredWebhook = v.InferOutput<typeof AnsweredWebhook>;

/** The webhook of a site (null: none), and which one it is: version 0 as long as nobody has saved one. */
export const WebhookRecord = v.object({
  webhook: v.nullable(AnsweredWebhook),
  version: v.number(),
  updatedAt: v.nullable(v.string()),
  updatedBy: v.nullable(Person),
  /** Deliveries that have not arrived yet, and what became of the last try of the one that failed last. */
  pending: v.number(),
  lastFailure: v.nullable(v.string()),
});
export type WebhookRecord = v.InferOutput<typeof WebhookRecord>;

export const getWebhook = defineEndpoint({
  method: 'GET',
  path: '/webhook',
  summary: 'The webhook of this site, without its signing secret; needs administer',
  answer: WebhookRecord,
});

export const saveWebhook = defineEndpoint({
  method: 'PUT',
  path: '/webhook',
  summary:
    'Saves the whole webhook, or null for none; `conflict` where it is no longer the version that was read. A new one, and where asked for, gets a new signing secret, which is in this answer alone; needs administer',
  body: v.strictObject({
    webhook: v.nullable(WebhookSettings),
    version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    newSecret: v.optional(v.boolean(), false),
  }),
  answer: v.object({ ...WebhookRecord.entries, secret: v.nullable(v.string()) }),
  problems: ['conflict'],
});

export const WebhookTest = v.object({
  ok: v.boolean(),
  /** What the receiver answered with; null where nothing did. */
  status: v.nullable(v.number()),
  detail: v.string(),
});
export type WebhookTest = v.InferOutput<typeof WebhookTest>;

export const testWebhook = defineEndpoint({
  method: 'POST',
  path: '/webhook/test',
  summary: 'Sends webhook.test now, and says what came back; needs administer',
  body: v.strictObject({}),
  answer: WebhookTest,
});
