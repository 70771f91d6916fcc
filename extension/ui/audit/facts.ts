import type { AuditEvent, ReadEvent } from '../../../shared/contract/audit.ts';
import type { Scope } from '../../../shared/contract/token.ts';
import { type MessageKey, t, uiLocale } from '../../i18n.ts';
import { actAsText } from '../act-as-text.ts';
import { fullTime } from '../dates.ts';
import { changesOf, fieldText } from '../policy-text.ts';
import { scopeText } from '../scope-text.ts';

export interface Fact {
  label: string;
  value: string;
}

/** What an event tells beside its sentence, in an order for reading; what there is not is left out. */
export function factsOf(event: ReadEvent, product: string): Fact[] {
  const { actor, owner, token, userAgent, requestId } = event;
  return [
    ...detailsOf(event, product),
    ...fact('audit.facts.actorName', actor?.name),
    ...fact('audit.facts.ownerName', owner && owner.key !== actor?.key ? owner.name : null),
    ...fact('audit.facts.tokenId', token?.id),
    ...fact('audit.facts.userAgent', userAgent),
    ...fact('audit.facts.requestId', requestId),
  ];
}

function detailsOf(event: ReadEvent, product: string): Fact[] {
  if (event.details === null) return [];
  switch (event.action) {
    case 'policy.changed':
      return changesOf(event.details.before, event.details.after).map(
        ({ field, before, after }) => ({
          label: fieldText(field),
          value: t('administration.changedTo', { before, after }),
        }),
      );
    case 'webhook.changed':
      return webhookFacts(event.details);
    case 'call.refused':
      return [
        ...fact('audit.facts.call', `${event.details.method} ${event.details.path}`),
        ...fact('audit.facts.byToken', event.details.byToken),
      ];
    case 'act-as.checked': {
      return fact('audit.facts.result', actAsText(event.details.result, product));
    }
    case 'token.renamed':
      return fact('audit.facts.byToken', event.details.byToken);
    case 'other':
      return Object.entries(event.details).flatMap(([name, value]) => otherFact(name, value));
    default:
      return Object.entries(event.details).flatMap(([name, value]) => plainFact(name, value));
  }
}

type WebhookDetails = NonNullable<(AuditEvent & { action: 'webhook.changed' })['details']>;

function webhookFacts({ version, before, after, newSecret }: WebhookDetails): Fact[] {
  const names = ['host', 'events', 'shape', 'enabled'] as const;
  const changed = names.flatMap((name) => {
    const [was, is] = [before, after].map((webhook) => (webhook ? textOf(webhook[name]) : '–'));
    if (was === undefined || is === undefined || was === is) return [];
    const value = t('administration.changedTo', { before: was, after: is });
    return [{ label: t(`audit.facts.${name}`), value }];
  });
  return [
    ...fact('audit.facts.version', String(version)),
    ...changed,
    ...(newSecret ? fact('audit.facts.newSecret', textOf(true)) : []),
  ];
}

/** Names that stand in details as they are, by what they are called. */
const labels = new Map<string, MessageKey>(
  Object.entries({
    scope: 'audit.facts.scope',
    expiresAt: 'audit.facts.expiresAt',
    ipRanges: 'audit.facts.ipRanges',
    createdAt: 'audit.facts.createdAt',
    lastUsedAt: 'audit.facts.lastUsedAt',
    replacedBy: 'audit.facts.replacedBy',
    byToken: 'audit.facts.byToken',
    previousEndsAt: 'audit.facts.previousEndsAt',
    deleted: 'audit.facts.deleted',
    tokens: 'audit.facts.tokens',
    expired: 'audit.facts.expired',
    unused: 'audit.facts.unused',
    auditEvents: 'audit.facts.auditEvents',
    leftAtOrigin: 'audit.facts.leftAtOrigin',
    status: 'audit.facts.status',
    attempts: 'audit.facts.attempts',
    event: 'audit.facts.event',
  } as const),
);

/** What null says of these. */
const absent: Record<string, MessageKey> = {
  expiresAt: 'token.never',
  lastUsedAt: 'token.neverUsed',
  ipRanges: 'token.anyAddress',
  status: 'audit.noAnswer',
};

function plainFact(name: string, value: unknown): Fact[] {
  const label = labels.get(name);
  if (label === undefined) return [];
  if (value === null) return absent[name] ? fact(label, t(absent[name])) : [];
  if (name === 'scope') return fact(label, scopeText(value as Scope));
  const instant = name.endsWith('At') ? Date.parse(String(value)) : Number.NaN;
  return fact(label, Number.isNaN(instant) ? textOf(value) : fullTime(instant));
}

/** A detail that this version may not know: by its own name, and as it was written. */
function otherFact(name: string, value: unknown): Fact[] {
  const isPlain = value === null || typeof value !== 'object';
  if (labels.has(name) && isPlain) return plainFact(name, value);
  return [{ label: name, value: isPlain ? textOf(value) : JSON.stringify(value) }];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return t(value ? 'policy.on' : 'policy.off');
  return typeof value === 'number'
    ? new Intl.NumberFormat(uiLocale()).format(value)
    : String(value);
}

function fact(label: MessageKey, value: string | null | undefined): Fact[] {
  return value === null || value === undefined || value === '' ? [] : [{ label: t(label), value }];
}
