import type { CreatedToken } from '../../../shared/contract/token-changes.ts';
import { t } from '../../i18n.ts';
import { Modal } from '../components/modal.tsx';
import { SecretField } from '../components/secret-field.tsx';
import { TokenDetails } from '../components/token-details.tsx';
import { CommandLine } from './command-line.tsx';
import { SecretQuestion, useSecretCare } from './secret-care.tsx';
import { SecretNotice, UserName } from './secret-notice.tsx';
import { useStore } from './use-store.ts';

export interface CreatedStepProps {
  created: CreatedToken;
  onClose: () => void;
  /** Undefined where there is no form to go back to. */
  onAnother?: () => void;
}

/** The secret, shown this once. Nothing of it outlives this dialog. */
export function CreatedStep({ created, onClose, onAnother }: CreatedStepProps) {
  const { now } = useStore();
  const { token, secret } = created;
  const care = useSecretCare(secret);
  const { copied, failed, leave, asked } = care;
  return (
    <Modal title={t('secret.title')} about={t('secret.once')} onDismiss={() => leave(onClose)}>
      <SecretField
        field={care.field}
        label={t('secret.label')}
        secret={secret}
        onCopied={copied}
        onFailed={failed}
      />
      <SecretNotice notice={care.notice}>
        <UserName owner={token.owner} />
      </SecretNotice>
      <TokenDetails token={token} now={now()} isNew />
      <CommandLine created={created} onCopied={copied} onFailed={failed} />
      <footer>
        {asked ? (
          <SecretQuestion onGo={asked} onCopyAndGo={care.copyAndGo} />
        ) : (
          <>
            {onAnother && (
              <button type="button" class="button subtle" onClick={() => leave(onAnother)}>
                {t('secret.another')}
              </button>
            )}
            <button type="button" class="button primary" onClick={() => leave(onClose)}>
              {t('secret.done')}
            </button>
          </>
        )}
      </footer>
    </Modal>
  );
}
