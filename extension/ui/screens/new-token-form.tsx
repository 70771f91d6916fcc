import { t } from '../../i18n.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { problemsOf } from '../state/draft.ts';
import type { NewTokenStep } from '../state/new-token.ts';
import { ActsAs } from './acts-as.tsx';
import { onDemand } from './on-demand.tsx';
import { TokenFields } from './token-fields.tsx';
import { useFailureProps, useSession, useStore } from './use-store.ts';

const OwnerField = onDemand(async () => (await import('./owner-field.tsx')).OwnerField);

export type FormStep = NewTokenStep & { kind: 'form' };

export function NewTokenForm({ step }: { step: FormStep }) {
  const { newToken, now } = useStore();
  const { policy } = useSession();
  const { draft, failure, isBusy, forOthers } = step;
  const problems = problemsOf(draft, policy, now());

  function submit(event: Event) {
    event.preventDefault();
    void newToken.submit(policy);
    // The first field that is wrong, once it is drawn as such.
    const form = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  }

  return (
    <form noValidate onSubmit={submit}>
      {forOthers ? <OwnerField step={step} /> : <ActsAs draft={draft} />}
      {draft.owner && <TokenFields key={draft.owner.key} step={step} problems={problems} />}
      {failure && <Failed failure={failure} />}
      <footer>
        <button type="button" class="button subtle" disabled={isBusy} onClick={newToken.close}>
          {t('form.cancel')}
        </button>
        <button type="submit" class="button primary" disabled={isBusy}>
          {t('form.submit')}
        </button>
      </footer>
    </form>
  );
}

function Failed({ failure }: { failure: NonNullable<FormStep['failure']> }) {
  return <FailureNotice {...useFailureProps(failure)} />;
}
