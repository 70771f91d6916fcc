import { useMemo } from 'preact/hooks';
import type { Token } from '../../../shared/contract/token.ts';
import { plural, t } from '../../i18n.ts';
import { Modal } from '../components/modal.tsx';
import { SlowHint } from '../components/slow-hint.tsx';
import { TokenDetails } from '../components/token-details.tsx';
import { createDeletion } from '../state/deletion.ts';
import { Failed } from './failed.tsx';
import { useStore } from './use-store.ts';

/** Asks before tokens are deleted, showing what they are. */
export function DeletionDialog({ tokens }: { tokens: readonly Token[] }) {
  const store = useStore();
  const { isBusy, failure, confirm, cancel } = useMemo(
    () => createDeletion(store, tokens),
    [store, tokens],
  );
  const [only] = tokens.length === 1 ? tokens : [];
  return (
    <Modal
      role="alertdialog"
      title={only ? t('delete.title') : plural('delete.titleMany', tokens.length)}
      about={only ? t('delete.warning') : t('delete.warningMany')}
      onDismiss={cancel}
    >
      {only ? <TokenDetails token={only} now={store.now()} /> : <TokenNames tokens={tokens} />}
      {failure.value && <Failed failure={failure.value} />}
      <SlowHint isWaiting={isBusy.value} />
      <footer>
        <button
          type="button"
          class="button subtle"
          autofocus
          aria-disabled={isBusy.value}
          onClick={cancel}
        >
          {t('delete.cancel')}
        </button>
        <button type="button" class="button danger" aria-disabled={isBusy.value} onClick={confirm}>
          {only ? t('delete.confirm') : plural('delete.confirmMany', tokens.length)}
        </button>
      </footer>
    </Modal>
  );
}

function TokenNames({ tokens }: { tokens: readonly Token[] }) {
  return (
    // Scrolled by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus.
    <ul class="names" tabIndex={0} aria-label={t('token.table')}>
      {tokens.map(({ id, description, hint, owner }) => (
        <li key={id}>
          <b>{description}</b> <span class="mono subtlest">{hint}…</span>
          <small>
            {owner.displayName} ({owner.name})
          </small>
        </li>
      ))}
    </ul>
  );
}
