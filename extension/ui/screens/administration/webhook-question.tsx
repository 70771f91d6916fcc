import { t } from '../../../i18n.ts';
import { Modal } from '../../components/modal.tsx';
import type { WebhookQuestion as Question } from '../../state/administration/webhook-editor.ts';
import { Failed } from '../failed.tsx';
import { useAdministration } from './use-administration.ts';

/** Asks before the webhook, or its signing secret, is gone for good. */
export function WebhookQuestion({ question }: { question: Question }) {
  const { webhook } = useAdministration();
  const isBusy = webhook.isBusy.value;
  const cancel = () => webhook.ask(undefined);
  return (
    <Modal
      role="alertdialog"
      title={t(`webhook.${question}Title`)}
      about={t(`webhook.${question}About`)}
      onDismiss={cancel}
    >
      {webhook.failure.value && <Failed failure={webhook.failure.value} />}
      <footer>
        <button
          type="button"
          class="button subtle"
          autofocus
          aria-disabled={isBusy}
          onClick={cancel}
        >
          {t('form.cancel')}
        </button>
        <button
          type="button"
          class={question === 'remove' ? 'button danger' : 'button primary'}
          aria-disabled={isBusy}
          onClick={webhook.answer}
        >
          {t(`webhook.${question}`)}
        </button>
      </footer>
    </Modal>
  );
}
