import { maxDescriptionLength } from '../../../shared/contract/token.ts';
import { t } from '../../i18n.ts';
import { FilterButton } from '../components/filter-button.tsx';
import { InstantChoices } from '../components/instant-choices.tsx';
import { filterText } from '../filter-text.ts';
import { type InstantField, instantFields, presetsOf } from '../instant-filter.ts';
import { OwnersFilter } from './owners-filter.tsx';
import { useManager } from './use-manager.ts';

/** What narrows the manager's list: a piece of the description, users, and when. `onClear`: of all that. */
export function FilterBar({ onClear }: { onClear: () => void }) {
  const { filters } = useManager();
  const { isInactive } = filters.filters.value;
  return (
    <search class="filters">
      <input
        type="search"
        aria-label={t('manager.search')}
        placeholder={t('manager.search')}
        maxLength={maxDescriptionLength}
        value={filters.filters.value.text}
        onInput={(event) => filters.set({ text: event.currentTarget.value })}
      />
      <OwnersFilter />
      {instantFields.map((field) => (
        <InstantFilterButton key={field} field={field} />
      ))}
      <button
        type="button"
        class={isInactive ? 'toggle active' : 'toggle'}
        aria-pressed={isInactive}
        title={t('manager.inactiveAbout')}
        onClick={() => filters.set({ isInactive: !isInactive })}
      >
        {t('manager.inactive')}
      </button>
      {filters.isActive.value && (
        <button type="button" class="button subtle" onClick={onClear}>
          {t('manager.clear')}
        </button>
      )}
    </search>
  );
}

function InstantFilterButton({ field }: { field: InstantField }) {
  const { filters } = useManager();
  const chosen = filters.filters.value[field];
  return (
    <FilterButton
      name={t(`token.${field}`)}
      value={chosen && filterText(chosen)}
      onClear={() => filters.set({ [field]: undefined })}
    >
      {(close) => (
        <InstantChoices
          presets={presetsOf[field]}
          chosen={chosen}
          onChoose={(filter) => {
            filters.set({ [field]: filter });
            close();
          }}
        />
      )}
    </FilterButton>
  );
}
