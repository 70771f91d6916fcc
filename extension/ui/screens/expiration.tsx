import { dayOf, offeredLengths } from '../../../shared/days.ts';
import { t } from '../../i18n.ts';
import { ExpirationField } from '../components/expiration-field.tsx';
import { fullDate, lengthText } from '../dates.ts';
import { problemText } from '../problem-text.ts';
import {
  dayBounds,
  type ExpiryChoice,
  expiryOf,
  expiryProblem,
  type TokenPolicy,
} from '../state/draft.ts';
import { useStore } from './use-store.ts';

export interface ExpirationProps {
  legend?: string;
  choice: ExpiryChoice;
  policy: TokenPolicy;
  /** Somebody has pressed the button. */
  tried: boolean;
  onChoose: (choice: ExpiryChoice) => void;
}

/** How long the token lives: what the policy allows, and its boundary in words. */
export function Expiration({ legend, choice, policy, tried, onChoose }: ExpirationProps) {
  const { now } = useStore();
  const bounds = dayBounds(policy, now());
  const problem = expiryProblem(choice, policy, now());
  // A date that is not written yet is not wrong yet.
  const isShown = problem && (tried || problem.kind !== 'date');
  const last = problem?.kind === 'beyond' ? bounds.last : undefined;
  return (
    <ExpirationField
      legend={legend ?? t('form.expiration')}
      value={choice}
      lengths={offeredLengths(policy, now())}
      mayBeNever={policy.maxLifetimeDays === null}
      initialDay={dayOf(expiryOf(choice, policy, now()) ?? now())}
      bounds={bounds}
      help={helpOf(choice, policy, now())}
      problem={isShown ? problemText(problem) : undefined}
      wayOut={
        last === undefined
          ? undefined
          : {
              label: t('form.lastPossible'),
              onTake: () => onChoose({ kind: 'day', day: last }),
            }
      }
      onChange={onChoose}
    />
  );
}

function helpOf(choice: ExpiryChoice, policy: TokenPolicy, now: number): string {
  const end = expiryOf(choice, policy, now);
  const ends =
    end === null ? t('form.endsNever') : end && t('form.endsOn', { date: fullDate(end) });
  const { maxLifetimeDays } = policy;
  const length = maxLifetimeDays && lengthText({ count: maxLifetimeDays, unit: 'day' });
  return [ends, length && t('form.atMost', { length })].filter(Boolean).join(' ');
}
