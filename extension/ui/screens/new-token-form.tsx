import { t } from '../../i18n.ts';
import { SlowHint } from '../components/slow-hint.tsx';
import { onDemand } from '../on-demand.tsx';
import { problemsOf } from '../state/draft.ts';
import type { NewTokenStep } from '../state/new-token.ts';
import { ActsAs } from './acts-as.tsx';
import { Failed } from './failed.tsx';
import { TokenFields } from './token-fields.tsx';
import { useNewToken } from './use-new-token.ts';
import { useSession, useStore } from './use-store.ts';

const OwnerField = onDemand(async () => (await import('./owner-field.tsx')).OwnerField);

export type FormStep = NewTokenStep & { kind: 'form' };

export function NewTokenForm({ step }: { step: FormStep }) {
  const { now } = useStore();
  const newToken = useNewToken();
  const { policy } = useSession();
  const { draft, failure, isBusy } = step;
  const problems = problemsOf(draft, policy, now());

  function submit(event: Event) {
    event.preventDefault();
    void newToken.submit();
    // The first field that is wrong, once it is drawn as such.
    const form = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  }

  return (
    <form noValidate onSubmit={submit}>
      {newToken.isForOthers ? <OwnerField step={step} /> : <ActsAs draft={draft} />}
      {draft.owner && <TokenFields key={draft.owner.key} step={step} problems={problems} />}
      {failure && <Failed failure={failure} />}
      <SlowHint isWaiting={isBusy} />
      <footer>
        <button type="button" class="button subtle" aria-disabled={isBusy} onClick={newToken.close}>
          {t('form.cancel')}
        </button>
        <button type="submit" class="button primary" aria-disabled={isBusy}>
          {t('form.submit')}
        </button>
      </footer>
    </form>
  );
}
