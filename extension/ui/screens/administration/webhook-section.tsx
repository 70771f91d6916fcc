import { useEffect, useRef } from 'preact/hooks';
import type { AnsweredWebhook, WebhookRecord } from '../../../../shared/contract/webhook.ts';
import { t } from '../../../i18n.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { urlRefusal, webhookChanges } from '../../webhook-text.ts';
import { Failed } from '../failed.tsx';
import { EditedHead } from './edited-head.tsx';
import { Overtaken } from './overtaken.tsx';
import { useAdministration } from './use-administration.ts';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookQuestion } from './webhook-question.tsx';
import { WebhookSecret } from './webhook-secret.tsx';

/** The webhook of this site: its form, and how it fares. */
export function WebhookSection() {
  const { webhook } = useAdministration();
  const form = useRef<HTMLDivElement>(null);
  const state = webhook.state.value;
  useEffect(() => void webhook.load(), [webhook]);

  const failure = webhook.failure.value;
  // What the Worker has against the URL comes later than what the form has.
  useEffect(() => {
    if (urlRefusal(failure)) focusWrongField();
  }, [failure]);

  function focusWrongField() {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  function save() {
    if (!webhook.save()) requestAnimationFrame(focusWrongField);
  }

  if (state.kind === 'failed')
    return <Failed failure={state.failure} layout="page" onRetry={webhook.load} />;
  if (state.kind !== 'ready') return <Skeleton />;
  const { stored, draft, overtaken } = state;
  const isAsked = webhook.question.value !== undefined;
  return (
    <div ref={form}>
      <EditedHead
        title={t('webhook.title')}
        about={t('webhook.about')}
        stored={stored}
        neverSaved={t('webhook.neverSaved')}
        isDirty={webhook.isDirty.value}
        isBusy={webhook.isBusy.value}
        saveLabel={t('webhook.save')}
        onSave={save}
        onDiscard={webhook.discard}
      />
      {overtaken && <WebhookOvertaken {...overtaken} draft={draft} />}
      {failure && !isAsked && !urlRefusal(failure) && <Failed failure={failure} />}
      <SlowHint isWaiting={webhook.isBusy.value} />
      <WebhookForm draft={draft} />
      {stored.webhook && <WebhookDeliveries stored={stored} />}
      {webhook.question.value && <WebhookQuestion question={webhook.question.value} />}
      {webhook.secret.value && <WebhookSecret secret={webhook.secret.value} />}
    </div>
  );
}

interface WebhookOvertakenProps {
  before: WebhookRecord;
  after: WebhookRecord;
  draft: AnsweredWebhook;
}

function WebhookOvertaken({ before, after, draft }: WebhookOvertakenProps) {
  const changes = webhookChanges(before, after).map(({ field, ...change }) => ({
    ...change,
    isMineToo: JSON.stringify(draft[field]) !== JSON.stringify(after.webhook?.[field]),
  }));
  return <Overtaken name={after.updatedBy?.displayName} changes={changes} />;
}
