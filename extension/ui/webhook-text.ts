import { isNamed, type Unnamed } from '../../shared/contract/openly.ts';
import {
  type AnsweredWebhook,
  WebhookEvent,
  type WebhookRecord,
  WebhookShape,
} from '../../shared/contract/webhook.ts';
import type { Failure } from '../api.ts';
import { type MessageKey, t, worded } from '../i18n.ts';

/** What the Worker says of a try, in this language; what a newer Worker says, as it says it. */
export function failureOfTry(detail: string): string {
  const status = /^it answered with status (\d+)(, a redirect)?/.exec(detail);
  if (status?.[1])
    return t(status[2] ? 'webhook.failures.redirect' : 'webhook.failures.status', {
      status: status[1],
    });
  if (detail.startsWith('it did not answer within')) return t('webhook.failures.late');
  if (detail === 'it could not be reached') return t('webhook.failures.unreachable');
  if (detail === 'There is no webhook to test') return t('webhook.failures.gone');
  const objection = problemOfUrl(detail.replace(/^its URL /, ''));
  return objection ?? detail;
}

const objections = new Map<string, MessageKey>(
  Object.entries({
    'must be an https URL': 'webhook.problems.url',
    'must begin with https://': 'webhook.problems.url',
    'must not hold a user name or a password': 'webhook.problems.login',
    'must not have a fragment': 'webhook.problems.fragment',
    'must not be a site itself': 'webhook.problems.ownSite',
    'must be a public address': 'webhook.problems.notPublic',
  } as const),
);

function problemOfUrl(objection: string): string | undefined {
  const key = objections.get(objection);
  return key && t(key);
}

/** What the Worker has against the URL, where it is that; in the words of the field. */
export function urlRefusal(failure: Failure | undefined): string | undefined {
  if (failure?.kind !== 'problem' || failure.code !== 'invalid_request') return undefined;
  return problemOfUrl(failure.detail.replace(/^webhook\.url:? /, ''));
}

/** News that a newer Worker tells of, as it is named. */
export function eventText(event: WebhookEvent | Unnamed): string {
  return isNamed(WebhookEvent, event) ? t(`webhook.eventNames.${worded(event)}`) : event;
}

const fields = ['url', 'events', 'shape', 'enabled'] as const;

export interface WebhookChange {
  field: keyof AnsweredWebhook;
  label: string;
  before: string;
  after: string;
}

/** What became of a webhook, field by field; where there was none, or is none, all of them. */
export function webhookChanges(before: WebhookRecord, after: WebhookRecord): WebhookChange[] {
  return fields
    .map((field) => ({
      field,
      label: t(`webhook.fields.${field}`),
      before: valueText(before.webhook, field),
      after: valueText(after.webhook, field),
    }))
    .filter((change) => change.before !== change.after);
}

function valueText(webhook: AnsweredWebhook | null, field: keyof AnsweredWebhook): string {
  if (!webhook) return '–';
  switch (field) {
    case 'url':
      return webhook.url;
    case 'events':
      return webhook.events.map(eventText).join(', ');
    case 'shape':
      return isNamed(WebhookShape, webhook.shape)
        ? t(`webhook.shapes.${webhook.shape}`)
        : webhook.shape;
    case 'enabled':
      return t(webhook.enabled ? 'policy.on' : 'policy.off');
  }
}
