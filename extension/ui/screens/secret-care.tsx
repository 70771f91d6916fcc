import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import type { Notice } from './secret-notice.tsx';

/** What a dialog does for a secret that is nowhere else: knows whether it was copied, and asks once before it would be lost. */
export function useSecretCare(secret: string) {
  const [isCopied, setCopied] = useState(false);
  const [notice, setNotice] = useState<Notice>('none');
  /** What was about to happen to it. */
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

  function leave(go: () => void) {
    if (isCopied || asked) return go();
    setAsked(() => go);
    setNotice('unsaved');
  }

  async function copyAndGo() {
    try {
      await navigator.clipboard.writeText(secret);
      asked?.();
    } catch {
      failed();
    }
  }

  return { notice, asked, field, copied, failed, leave, copyAndGo };
}

/** In the place of the buttons that were pressed, with the safe answer where a second press would fall. */
export function SecretQuestion({
  onGo,
  onCopyAndGo,
}: {
  onGo: () => void;
  onCopyAndGo: () => void;
}) {
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
