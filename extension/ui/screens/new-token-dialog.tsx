import { t } from '../../i18n.ts';
import { Modal } from '../components/modal.tsx';
import { onDemand } from './on-demand.tsx';
import { useStore } from './use-store.ts';

const NewTokenForm = onDemand(async () => (await import('./new-token-form.tsx')).NewTokenForm);
const CreatedStep = onDemand(async () => (await import('./created-step.tsx')).CreatedStep);

/** New API Token: the form, then the secret, once. */
export function NewTokenDialog() {
  const { newToken } = useStore();
  const step = newToken.step.value;
  switch (step?.kind) {
    case undefined:
      return null;
    case 'form':
      return (
        <Modal key="form" title={t('token.new')} onDismiss={newToken.close}>
          <NewTokenForm step={step} />
        </Modal>
      );
    case 'created':
      return <CreatedStep key="created" step={step} />;
  }
}
