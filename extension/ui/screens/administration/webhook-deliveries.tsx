import { useEffect, useRef } from 'preact/hooks';
import type { WebhookRecord } from '../../../../shared/contract/webhook.ts';
import { plural, t } from '../../../i18n.ts';
import { CheckIcon, WarningIcon } from '../../components/icons.tsx';
import type { TestState } from '../../state/administration/webhook-editor.ts';
import { failureOfTry } from '../../webhook-text.ts';
import { Failed } from '../failed.tsx';
import { useAdministration } from './use-administration.ts';

/** How the saved webhook fares, a test of it, and what takes it away. */
export function WebhookDeliveries({ stored }: { stored: WebhookRecord }) {
  const { webhook } = useAdministration();
  const isTesting = webhook.test.value.kind === 'running';
  const { pending, lastFailure } = stored;
  return (
    <section class="form part" aria-label={t('webhook.state')}>
      <h3>{t('webhook.state')}</h3>
      <div class={pending > 0 ? 'note warning' : 'note success'}>
        {pending > 0 ? <WarningIcon /> : <CheckIcon />}
        <div>
          {plural('webhook.pending', pending)}
          {lastFailure && <p>{t('webhook.lastFailure', { failure: failureOfTry(lastFailure) })}</p>}
        </div>
      </div>
      <div class="line">
        <button
          type="button"
          class="button"
          aria-disabled={isTesting}
          onClick={() => void webhook.runTest()}
        >
          {t(isTesting ? 'webhook.testing' : 'webhook.test')}
        </button>
        <button type="button" class="button subtle" onClick={() => webhook.ask('renew')}>
          {t('webhook.renew')}
        </button>
        <button type="button" class="button subtle" onClick={() => webhook.ask('remove')}>
          {t('webhook.remove')}
        </button>
      </div>
      <p class="subtlest">{t('webhook.testAbout')}</p>
      <TestOutcome state={webhook.test.value} />
    </section>
  );
}

function TestOutcome({ state }: { state: TestState }) {
  const outcome = useRef<HTMLDivElement>(null);
  // It comes below the button, where the window may end.
  useEffect(() => {
    if (state.kind === 'done') outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [state]);
  return (
    <>
      <div role="status" ref={outcome}>
        {state.kind === 'done' && state.result.ok && (
          <div class="note success">
            <CheckIcon />
            <span>{t('webhook.arrived', { status: state.result.status ?? '' })}</span>
          </div>
        )}
        {state.kind === 'done' && !state.result.ok && (
          <div class="note danger">
            <WarningIcon />
            <div>
              <strong>{t('webhook.failed')}</strong>
              <p>{failureOfTry(state.result.detail)}</p>
            </div>
          </div>
        )}
      </div>
      {state.kind === 'failed' && <Failed failure={state.failure} />}
    </>
  );
}
