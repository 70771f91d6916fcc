import { plural, t } from '../../i18n.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Modal } from '../components/modal.tsx';
import { TokenDetails } from '../components/token-details.tsx';
import type { Deletion } from '../state/deletion.ts';
import { useFailureProps, useStore } from './use-store.ts';

/** Asks before tokens are deleted, showing what they are. */
export function DeletionDialog() {
  const { deletion } = useStore();
  const pending = deletion.pending.value;
  if (!pending) return null;
  const { tokens, isBusy, failure } = pending;
  const [only] = tokens.length === 1 ? tokens : [];
  return (
    <Modal
      role="alertdialog"
      title={only ? t('delete.title') : plural('delete.titleMany', tokens.length)}
      about={only ? t('delete.warning') : t('delete.warningMany')}
      onDismiss={deletion.cancel}
    >
      {only ? <TokenDetails token={only} /> : <TokenNames tokens={tokens} />}
      {failure && <Failed failure={failure} />}
      <footer>
        <button
          type="button"
          class="button subtle"
          autofocus
          disabled={isBusy}
          onClick={deletion.cancel}
        >
          {t('delete.cancel')}
        </button>
        <button type="button" class="button danger" disabled={isBusy} onClick={deletion.confirm}>
          {only ? t('delete.confirm') : plural('delete.confirmMany', tokens.length)}
        </button>
      </footer>
    </Modal>
  );
}

function Failed({ failure }: { failure: NonNullable<Deletion['failure']> }) {
  return <FailureNotice {...useFailureProps(failure)} />;
}

function TokenNames({ tokens }: Pick<Deletion, 'tokens'>) {
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
