import { useEffect, useRef, useState } from 'preact/hooks';
import type { CreatedToken } from '../../../shared/contract/token-changes.ts';
import { t } from '../../i18n.ts';
import { Modal } from '../components/modal.tsx';
import { SecretField } from '../components/secret-field.tsx';
import { TokenDetails } from '../components/token-details.tsx';
import { CommandLine } from './command-line.tsx';
import { type Notice, SecretNotice } from './secret-notice.tsx';
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
  const [isCopied, setCopied] = useState(false);
  const [notice, setNotice] = useState<Notice>('none');
  /** What was about to happen to a secret that is nowhere else. */
  const [asked, setAsked] = useState<() => void>();
  const field = useRef<HTMLInputElement>(null);
  useQuestionBeforeUnload(!isCopied);

  function copied() {
    setCopied(true);
    setAsked(undefined);
    setNotice('copied');
  }

  function failed() {
    setNotice('not-copied');
    field.current?.select();
  }

  /** Asks once where the secret would be lost. */
  function leave(go: () => void) {
    if (isCopied || asked) return go();
    setAsked(() => go);
    setNotice('unsaved');
  }

  async function copyAndGo() {
    try {
      await navigator.clipboard.writeText(created.secret);
      asked?.();
    } catch {
      failed();
    }
  }

  return (
    <Modal title={t('secret.title')} about={t('secret.once')} onDismiss={() => leave(onClose)}>
      <SecretField field={field} secret={created.secret} onCopied={copied} onFailed={failed} />
      <SecretNotice notice={notice} owner={created.token.owner} />
      <TokenDetails token={created.token} now={now()} isNew />
      <CommandLine created={created} onCopied={copied} onFailed={failed} />
      <footer>
        {asked ? (
          <Question onGo={asked} onCopyAndGo={copyAndGo} />
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

/** In the place of the buttons that were pressed, with the safe answer where a second press would fall. */
function Question({ onGo, onCopyAndGo }: { onGo: () => void; onCopyAndGo: () => void }) {
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), []);
  return (
    <>
      <button type="button" class="button subtle" onClick={onGo}>
        {t('secret.goWithout')}
      </button>
      <button ref={safe} type="button" class="button primary" onClick={onCopyAndGo}>
        {t('secret.copyAndGo')}
      </button>
    </>
  );
}

/** The browser asks before the window goes. */
function useQuestionBeforeUnload(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
