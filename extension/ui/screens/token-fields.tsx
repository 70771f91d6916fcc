import { useState } from 'preact/hooks';
import { maxDescriptionLength } from '../../../shared/contract/token.ts';
import { plural, t } from '../../i18n.ts';
import { Field } from '../components/field.tsx';
import { focusInOpenDialog } from '../components/modal.tsx';
import { descriptionLength } from '../description.ts';
import { problemText } from '../problem-text.ts';
import type { DraftProblems } from '../state/draft.ts';
import { Expiration } from './expiration.tsx';
import type { FormStep } from './new-token-form.tsx';
import { ScopeField } from './scope-field.tsx';
import { useNewToken } from './use-new-token.ts';
import { useSession } from './use-store.ts';

export interface FieldsProps {
  step: FormStep;
  problems: DraftProblems;
}

/** Fewer than these are said as well, not only shown. */
const fewLeft = 20;

/** All that is asked of a token but its owner. */
export function TokenFields({ step, problems }: FieldsProps) {
  const newToken = useNewToken();
  const { policy } = useSession();
  return (
    <>
      <DescriptionField step={step} problems={problems} />
      <Expiration
        choice={step.draft.expiry}
        policy={policy}
        tried={step.tried}
        onChoose={(expiry) => newToken.edit({ expiry })}
      />
      <ScopeField draft={step.draft} />
      <More step={step} problems={problems} />
    </>
  );
}

function DescriptionField({ step: { draft, tried }, problems }: FieldsProps) {
  const newToken = useNewToken();
  const problem = problems.description;
  const isShown = problem && (tried || problem.kind !== 'empty');
  const count = descriptionLength(draft.description);
  const left = maxDescriptionLength - count;
  return (
    <Field
      label={t('token.description')}
      help={t('form.descriptionHelp')}
      problem={isShown ? problemText(problem) : undefined}
      aside={
        <>
          <span aria-hidden="true">{t('form.count', { count, max: maxDescriptionLength })}</span>
          <span class="unseen" role="status">
            {left >= 0 && left <= fewLeft && plural('form.left', left)}
          </span>
        </>
      }
    >
      {(ids) => (
        <input
          type="text"
          {...ids}
          autofocus
          required
          autocomplete="off"
          value={draft.description}
          ref={focusInOpenDialog}
          onInput={(event) => newToken.edit({ description: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

/** What few tokens need. Stands open while something in it is wrong. */
function More({ step: { draft, tried }, problems }: FieldsProps) {
  const newToken = useNewToken();
  const [isOpen, setOpen] = useState(draft.ranges !== '');
  const [wasLeft, setLeft] = useState(false);
  // Half an address is not wrong yet.
  const problem = tried || wasLeft ? problems.ranges : undefined;
  return (
    <details
      class="disclosure"
      open={isOpen || problem !== undefined}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{t('form.more')}</summary>
      <Field
        label={t('form.ranges')}
        help={t('form.rangesHelp')}
        problem={problem && problemText(problem)}
      >
        {(ids) => (
          <textarea
            {...ids}
            class="mono"
            rows={3}
            spellcheck={false}
            autocomplete="off"
            value={draft.ranges}
            onInput={(event) => newToken.edit({ ranges: event.currentTarget.value })}
            onBlur={() => setLeft(true)}
          />
        )}
      </Field>
    </details>
  );
}
