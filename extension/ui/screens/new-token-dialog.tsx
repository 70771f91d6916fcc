import { useMemo } from 'preact/hooks';
import type { Person } from '../../../shared/contract/user.ts';
import { t } from '../../i18n.ts';
import { Modal } from '../components/modal.tsx';
import { createNewToken } from '../state/new-token.ts';
import { CreatedStep } from './created-step.tsx';
import { NewTokenForm } from './new-token-form.tsx';
import { NewTokenContext } from './use-new-token.ts';
import { useSession, useStore } from './use-store.ts';

/** New API Token: the form, then the secret, once. */
export function NewTokenDialog({ owner }: { owner: Person | undefined }) {
  const store = useStore();
  const session = useSession();
  // The form reads the session as it is at each moment; the dialog is made once.
  const newToken = useMemo(() => createNewToken(store, session, owner), []);
  const step = newToken.step.value;
  return (
    <NewTokenContext.Provider value={newToken}>
      {step.kind === 'form' ? (
        <Modal key="form" title={t('token.new')} onDismiss={newToken.close}>
          <NewTokenForm step={step} />
        </Modal>
      ) : (
        <CreatedStep
          key="created"
          created={step.created}
          onClose={newToken.close}
          onAnother={newToken.again}
        />
      )}
    </NewTokenContext.Provider>
  );
}
