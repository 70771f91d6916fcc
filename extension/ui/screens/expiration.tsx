import { dayOf, offeredLengths } from '../../../shared/days.ts';
import { t } from '../../i18n.ts';
import { ExpirationField } from '../components/expiration-field.tsx';
import { fullDate, lengthText } from '../dates.ts';
import { problemText } from '../problem-text.ts';
import { type Draft, dayBounds, expiryOf, type TokenPolicy } from '../state/draft.ts';
import type { FieldsProps } from './token-fields.tsx';
import { useNewToken } from './use-new-token.ts';
import { useSession, useStore } from './use-store.ts';

/** How long the token lives: what the policy allows, and its boundary in words. */
export function Expiration({ step: { draft, tried }, problems }: FieldsProps) {
  const newToken = useNewToken();
  const { now } = useStore();
  const { policy } = useSession();
  const { expiry } = draft;
  const bounds = dayBounds(policy, now());
  const problem = problems.expiry;
  // A date that is not written yet is not wrong yet.
  const isShown = problem && (tried || problem.kind !== 'date');
  const last = problem?.kind === 'beyond' ? bounds.last : undefined;
  return (
    <ExpirationField
      value={expiry}
      lengths={offeredLengths(policy, now())}
      mayBeNever={policy.maxLifetimeDays === null}
      initialDay={dayOf(expiryOf(expiry, policy, now()) ?? now())}
      bounds={bounds}
      help={helpOf(draft, policy, now())}
      problem={isShown ? problemText(problem) : undefined}
      wayOut={
        last === undefined
          ? undefined
          : {
              label: t('form.lastPossible'),
              onTake: () => newToken.edit({ expiry: { kind: 'day', day: last } }),
            }
      }
      onChange={(expiry) => newToken.edit({ expiry })}
    />
  );
}

function helpOf({ expiry }: Draft, policy: TokenPolicy, now: number): string {
  const end = expiryOf(expiry, policy, now);
  const ends =
    end === null ? t('form.endsNever') : end && t('form.endsOn', { date: fullDate(end) });
  const { maxLifetimeDays } = policy;
  const length = maxLifetimeDays && lengthText({ count: maxLifetimeDays, unit: 'day' });
  return [ends, length && t('form.atMost', { length })].filter(Boolean).join(' ');
}
