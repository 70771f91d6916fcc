import { useMemo } from 'preact/hooks';
import { maxGraceSeconds } from '../../../shared/contract/rotation.ts';
import type { Token } from '../../../shared/contract/token.ts';
import { t } from '../../i18n.ts';
import { Help } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { RadioGroup } from '../components/radio-group.tsx';
import { SlowHint } from '../components/slow-hint.tsx';
import { durationText, fullTime } from '../dates.ts';
import { createRotation, type RotationStep } from '../state/rotation.ts';
import { CreatedStep } from './created-step.tsx';
import { Expiration } from './expiration.tsx';
import { Failed } from './failed.tsx';
import { useSession, useStore } from './use-store.ts';

/** The graces that are offered, in seconds. */
const graces = [0, 3600, 86_400, 3 * 86_400, maxGraceSeconds];

/** A new token in the place of one: the question, then the secret, once. */
export function RotationDialog({ token }: { token: Token }) {
  const store = useStore();
  const session = useSession();
  // The session changes while the dialog is open; the dialog is made once.
  const rotation = useMemo(() => createRotation(store, token, session), []);
  const step = rotation.step.value;
  if (step.kind === 'rotated') {
    return <CreatedStep key="rotated" created={step.rotated} onClose={rotation.close} />;
  }
  return (
    <Modal
      key="form"
      title={t('rotation.title')}
      about={t('rotation.about', { description: token.description })}
      onDismiss={rotation.close}
    >
      <Form rotation={rotation} step={step} />
    </Modal>
  );
}

interface FormProps {
  rotation: ReturnType<typeof createRotation>;
  step: RotationStep & { kind: 'form' };
}

function Form({ rotation, step: { wish, tried, isBusy, failure } }: FormProps) {
  function submit(event: Event) {
    event.preventDefault();
    void rotation.submit();
    const form = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  }

  return (
    <form noValidate onSubmit={submit}>
      <RadioGroup
        legend={t('rotation.grace')}
        layout="pills"
        choices={graces.map((seconds) => ({ id: String(seconds), label: graceText(seconds) }))}
        selected={String(wish.graceSeconds)}
        onSelect={(id) => rotation.edit({ graceSeconds: Number(id) })}
      >
        <Help
          help={
            wish.graceSeconds === 0
              ? t('rotation.graceNone')
              : t('rotation.graceEnds', { when: fullTime(rotation.previousEnd(wish)) })
          }
        />
      </RadioGroup>
      <Expiration
        legend={t('rotation.expiration')}
        choice={wish.expiry}
        policy={rotation.policy()}
        tried={tried}
        onChoose={(expiry) => rotation.edit({ expiry })}
      />
      {failure && <Failed failure={failure} />}
      <SlowHint isWaiting={isBusy} />
      <footer>
        <button type="button" class="button subtle" aria-disabled={isBusy} onClick={rotation.close}>
          {t('form.cancel')}
        </button>
        <button type="submit" class="button primary" aria-disabled={isBusy}>
          {t('rotation.confirm')}
        </button>
      </footer>
    </form>
  );
}

function graceText(seconds: number): string {
  return seconds === 0 ? t('rotation.atOnce') : durationText(seconds);
}
