import { useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { rangeProblemText } from '../filter-text.ts';
import { type DayRange, firstDay, lastDay, rangeProblem } from '../instant-filter.ts';
import { Field } from './field.tsx';

type End = keyof DayRange;

export interface RangeFormProps {
  label: string;
  range: DayRange | undefined;
  onApply: (range: DayRange) => void;
}

/** From a day to a day, both included. Applied as a whole: half-typed dates are dates too. */
export function RangeForm({ label, range, onApply }: RangeFormProps) {
  const [problem, setProblem] = useState<ReturnType<typeof rangeProblem>>();

  function apply(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const wish = { from: dayIn(form, 'from'), to: dayIn(form, 'to') };
    const found = rangeProblem(wish);
    setProblem(found);
    if (found) fieldIn(form, found.at).focus();
    else onApply(wish);
  }

  return (
    <form class="range" aria-label={label} noValidate onSubmit={apply}>
      {(['from', 'to'] as const).map((end) => (
        <Field
          key={end}
          label={t(`filters.${end}`)}
          problem={problem?.at === end ? rangeProblemText(problem.kind) : undefined}
        >
          {(ids) => (
            <input
              {...ids}
              type="date"
              name={end}
              min={firstDay}
              max={lastDay}
              autofocus={range !== undefined && end === 'from'}
              defaultValue={range?.[end] ?? ''}
            />
          )}
        </Field>
      ))}
      <button type="submit" class="button">
        {t('filters.apply')}
      </button>
    </form>
  );
}

function fieldIn(form: HTMLFormElement, end: End): HTMLInputElement {
  return form.elements.namedItem(end) as HTMLInputElement;
}

/** Undefined where nothing is typed; what is half typed is no day. */
function dayIn(form: HTMLFormElement, end: End): string | undefined {
  const { value, validity } = fieldIn(form, end);
  return validity.badInput ? '?' : value || undefined;
}
