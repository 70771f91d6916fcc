import { t } from '../../i18n.ts';
import { filterText } from '../filter-text.ts';
import type { DayRange, InstantFilter, Preset } from '../instant-filter.ts';
import { CheckIcon } from './icons.tsx';
import { RangeForm } from './range-form.tsx';

export interface InstantChoicesProps {
  presets: readonly Preset[];
  chosen: InstantFilter | undefined;
  /** Undefined: what was chosen is chosen no more. */
  onChoose: (filter: InstantFilter | undefined) => void;
}

/** When: one of some usual answers, or days of one's own choice. */
export function InstantChoices({ presets, chosen, onChoose }: InstantChoicesProps) {
  const range: DayRange | undefined = typeof chosen === 'object' ? chosen : undefined;
  // The focus begins where the present choice is.
  const first = typeof chosen === 'string' ? chosen : presets[0];
  return (
    <>
      {presets.map((preset) => (
        <button
          key={preset}
          type="button"
          class="choice"
          aria-pressed={preset === chosen}
          autofocus={!range && preset === first}
          onClick={() => onChoose(preset === chosen ? undefined : preset)}
        >
          {filterText(preset)}
          {preset === chosen && <CheckIcon />}
        </button>
      ))}
      <RangeForm range={range} label={t('filters.custom')} onApply={onChoose} />
    </>
  );
}
