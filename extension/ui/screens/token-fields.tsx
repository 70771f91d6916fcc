import { useState } from 'preact/hooks';
import { maxDescriptionLength } from '../../../shared/contract/token.ts';
import { dayOf, offeredLengths } from '../../../shared/days.ts';
import { t } from '../../i18n.ts';
import { ExpirationField } from '../components/expiration-field.tsx';
import { Field } from '../components/field.tsx';
import { focusInOpenDialog } from '../components/modal.tsx';
import { RadioGroup } from '../components/radio-group.tsx';
import { fullDate, lengthText } from '../dates.ts';
import { problemText } from '../problem-text.ts';
import {
  type Draft,
  type DraftProblems,
  dayBounds,
  expiryOf,
  type TokenPolicy,
} from '../state/draft.ts';
import type { FormStep } from './new-token-form.tsx';
import { useSession, useStore } from './use-store.ts';

interface FieldsProps {
  step: FormStep;
  problems: DraftProblems;
}

/** All that is asked of a token but its owner. */
export function TokenFields({ step, problems }: FieldsProps) {
  return (
    <>
      <DescriptionField step={step} problems={problems} />
      <Expiration step={step} problems={problems} />
      <ScopeField step={step} />
      <RangesField step={step} problems={problems} />
    </>
  );
}

function DescriptionField({ step: { draft, tried }, problems }: FieldsProps) {
  const { newToken } = useStore();
  const problem = problems.description;
  const isShown = problem && (tried || problem.kind !== 'empty');
  const count = [...draft.description.trim()].length;
  return (
    <Field
      label={t('token.description')}
      help={t('form.descriptionHelp')}
      problem={isShown ? problemText(problem) : undefined}
      aside={t('form.count', { count, max: maxDescriptionLength })}
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

function Expiration({ step: { draft, tried }, problems }: FieldsProps) {
  const { newToken, now } = useStore();
  const { policy } = useSession();
  const { expiry } = draft;
  const problem = problems.expiry;
  const isShown = problem && (tried || problem.kind !== 'date');
  return (
    <ExpirationField
      value={expiry}
      lengths={offeredLengths(policy, now())}
      mayBeNever={policy.maxLifetimeDays === null}
      initialDay={dayOf(expiryOf(expiry, now()) ?? now())}
      bounds={dayBounds(policy, now())}
      help={expirationHelp(draft, policy, now())}
      problem={isShown ? problemText(problem) : undefined}
      onChange={(expiry) => newToken.edit({ expiry })}
    />
  );
}

function expirationHelp({ expiry }: Draft, { maxLifetimeDays }: TokenPolicy, now: number): string {
  const end = expiryOf(expiry, now);
  const ends =
    end === null ? t('form.endsNever') : end && t('form.endsOn', { date: fullDate(end) });
  const length = maxLifetimeDays && lengthText({ count: maxLifetimeDays, unit: 'day' });
  return [ends, length && t('form.atMost', { length })].filter(Boolean).join(' ');
}

function ScopeField({ step: { draft, forOthers } }: { step: FormStep }) {
  const { newToken } = useStore();
  const { policy } = useSession();
  const forced = forOthers ? null : policy.forcedScope;
  return (
    <RadioGroup
      legend={t('form.scope')}
      layout="cards"
      selected={draft.scope}
      choices={[
        {
          id: 'read',
          label: t('token.read'),
          about: t('form.readAbout'),
          isDisabled: forced === 'write',
        },
        {
          id: 'write',
          label: t('token.write'),
          about: t('form.writeAbout'),
          isDisabled: forced === 'read',
        },
      ]}
      onSelect={(id) => newToken.edit({ scope: id === 'write' ? 'write' : 'read' })}
    >
      {forced === 'read' && (
        <div class="help">
          <span>{t('form.scopeForced')}</span>
        </div>
      )}
    </RadioGroup>
  );
}

function RangesField({ step: { draft, tried }, problems }: FieldsProps) {
  const { newToken } = useStore();
  const [isOpen, setOpen] = useState(draft.ranges !== '');
  if (!isOpen) {
    return (
      <p>
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {t('form.restrict')}
        </button>
      </p>
    );
  }
  return (
    <Field
      label={t('form.ranges')}
      help={t('form.rangesHelp')}
      problem={tried && problems.ranges ? problemText(problems.ranges) : undefined}
    >
      {(ids) => (
        <textarea
          {...ids}
          class="mono"
          rows={3}
          spellcheck={false}
          value={draft.ranges}
          ref={focusInOpenDialog}
          onInput={(event) => newToken.edit({ ranges: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}
