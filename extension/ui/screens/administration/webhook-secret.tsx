import { t } from '../../../i18n.ts';
import { Modal } from '../../components/modal.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { SecretQuestion, useSecretCare } from '../secret-care.tsx';
import { SecretNotice } from '../secret-notice.tsx';
import { useAdministration } from './use-administration.ts';

/** The signing secret, shown this once. */
export function WebhookSecret({ secret }: { secret: string }) {
  const { webhook } = useAdministration();
  const care = useSecretCare(secret);
  const close = () => care.leave(webhook.forgetSecret);
  return (
    <Modal title={t('webhook.secretTitle')} about={t('webhook.secretAbout')} onDismiss={close}>
      <SecretField
        field={care.field}
        label={t('webhook.secretLabel')}
        secret={secret}
        onCopied={care.copied}
        onFailed={care.failed}
      />
      <SecretNotice notice={care.notice}>{t('webhook.secretUse')}</SecretNotice>
      <footer>
        {care.asked ? (
          <SecretQuestion onGo={care.asked} onCopyAndGo={care.copyAndGo} />
        ) : (
          <button type="button" class="button primary" onClick={close}>
            {t('secret.done')}
          </button>
        )}
      </footer>
    </Modal>
  );
}
