import type { Day, Length } from '../../../shared/days.ts';
import { t } from '../../i18n.ts';
import { lengthText } from '../dates.ts';
import { Field, Help } from './field.tsx';
import { RadioGroup } from './radio-group.tsx';

export type Expiration =
  | { kind: 'length'; length: Length }
  | { kind: 'day'; day: Day }
  | { kind: 'never' };

export interface ExpirationFieldProps {
  legend: string;
  value: Expiration;
  lengths: readonly Length[];
  mayBeNever: boolean;
  bounds: { first: Day; last: Day | undefined };
  /** What "Custom date" begins with. */
  initialDay: Day;
  /** What the choice comes to, and what the policy allows. */
  help: string;
  problem: string | undefined;
  /** A press that puts the problem right. */
  wayOut: { label: string; onTake: () => void } | undefined;
  onChange: (value: Expiration) => void;
}

/** Without an end browsers take years of six digits. */
const endOfDays: Day = '9999-12-31';

export function ExpirationField(props: ExpirationFieldProps) {
  const { value, lengths, mayBeNever, initialDay, bounds, help, problem, wayOut, onChange } = props;
  const offers = new Map<string, Expiration & { label: string }>();
  for (const length of lengths) {
    offers.set(idOf({ kind: 'length', length }), {
      kind: 'length',
      length,
      label: lengthText(length),
    });
  }
  const day = value.kind === 'day' ? value.day : initialDay;
  offers.set('day', { kind: 'day', day, label: t('form.custom') });
  if (mayBeNever) offers.set('never', { kind: 'never', label: t('form.never') });

  function select(id: string) {
    const offer = offers.get(id);
    if (offer) onChange(offer);
  }

  return (
    <RadioGroup
      legend={props.legend}
      layout="pills"
      choices={[...offers].map(([id, { label }]) => ({ id, label }))}
      selected={idOf(value)}
      onSelect={select}
    >
      {value.kind === 'day' ? (
        <Field
          label={t('form.lastDay')}
          help={help}
          problem={problem}
          aside={
            wayOut && (
              <button type="button" class="link" onClick={wayOut.onTake}>
                {wayOut.label}
              </button>
            )
          }
        >
          {(ids) => (
            <input
              type="date"
              {...ids}
              min={bounds.first}
              max={bounds.last ?? endOfDays}
              value={day}
              onInput={(event) => onChange({ kind: 'day', day: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : (
        <Help help={help} problem={problem} />
      )}
    </RadioGroup>
  );
}

function idOf(value: Expiration): string {
  return value.kind === 'length' ? `${value.length.count} ${value.length.unit}` : value.kind;
}
