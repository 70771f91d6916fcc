import { type AuditEvent, auditActions, type ReadEvent } from '../../../shared/contract/audit.ts';
import { type MessageKey, plural, t, worded } from '../../i18n.ts';

/**
 * What happened as a sentence: its message, whose {actor}, {owner}, {token}, {before}, {after} and {deed} are drawn as elements. Nothing
 * that somebody typed goes into the message itself, where braces would be read.
 */
export function sentenceOf(event: ReadEvent): string {
  if (event.action === 'other') return t(event.token ? 'audit.otherWithToken' : 'audit.other');
  return t(keyOf(event));
}

/** An action in words; one of a newer Worker as it is named. */
export function deedOf(event: ReadEvent): string {
  const named = event.action === 'other' ? event.named : event.action;
  const action = auditActions.find((one) => one === named);
  return action ? t(`audit.actions.${worded(action)}`) : named;
}

function keyOf(event: AuditEvent): MessageKey {
  const whose = isOwn(event) ? 'own' : 'other';
  switch (event.action) {
    case 'token.created':
    case 'token.rotated':
      return `audit.sentences.${worded(event.action)}.${whose}`;
    case 'token.deleted':
      return deletionKey(event, whose);
    case 'act-as.checked':
    case 'webhook.tested':
      return `audit.sentences.${worded(event.action)}.${event.details?.ok ? 'good' : 'bad'}`;
    case 'call.refused':
      return `audit.sentences.call_refused.${event.details?.needs ?? 'administer'}`;
    case 'verification.passed':
      return `audit.sentences.verification_passed.${event.details?.needs ?? 'read'}`;
    case 'verification.refused':
      return `audit.sentences.verification_refused.${worded(event.details?.reason ?? 'unknown')}`;
    case 'verification.forbidden':
      return `audit.sentences.verification_forbidden.${event.details?.reason ?? 'scope'}`;
    case 'cleanup.run':
      return `audit.sentences.cleanup_run.${event.details?.finished === false ? 'cut' : 'own'}`;
    case 'webhook.changed':
      return `audit.sentences.webhook_changed.${event.details && !event.details.after ? 'removed' : 'own'}`;
    default:
      return `audit.sentences.${worded(event.action)}.own`;
  }
}

function deletionKey(
  { details }: AuditEvent & { action: 'token.deleted' },
  whose: 'own' | 'other',
): MessageKey {
  const reason = details?.reason ?? 'single';
  const isPlain = reason === 'single' || reason === 'bulk';
  return `audit.sentences.token_deleted.${isPlain ? whose : reason}`;
}

function isOwn({ actor, owner }: AuditEvent): boolean {
  return owner === null || actor?.key === owner.key;
}

/** "and 12 more of the same kind", which Postern counted and did not write one by one. */
export function omittedText({ details }: ReadEvent): string | undefined {
  const omitted = details && 'omitted' in details ? details.omitted : 0;
  return typeof omitted === 'number' && omitted > 0 ? plural('audit.omitted', omitted) : undefined;
}
