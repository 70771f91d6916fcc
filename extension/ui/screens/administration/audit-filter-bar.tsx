import { useMemo } from 'preact/hooks';
import { plural, t, worded } from '../../../i18n.ts';
import { ActionChoices } from '../../components/action-choices.tsx';
import { FilterButton } from '../../components/filter-button.tsx';
import { CrossIcon } from '../../components/icons.tsx';
import { InstantChoices } from '../../components/instant-choices.tsx';
import { filterText } from '../../filter-text.ts';
import { presetsOf } from '../../instant-filter.ts';
import { createUserSearch } from '../../state/user-search.ts';
import { useStore } from '../use-store.ts';
import { UserSearchField } from '../user-search-field.tsx';
import { useAdministration } from './use-administration.ts';

/** What narrows the audit: who did it, to whose tokens, what, and when. */
export function AuditFilterBar({ onClear }: { onClear: () => void }) {
  const { filters } = useAdministration().audit;
  return (
    <search class="filters">
      <PersonFilter who="actor" />
      <PersonFilter who="owner" />
      <ActionFilter />
      <TimeFilter />
      <TokenFilter />
      {filters.isActive.value && (
        <button type="button" class="button subtle" onClick={onClear}>
          {t('audit.clear')}
        </button>
      )}
    </search>
  );
}

function PersonFilter({ who }: { who: 'actor' | 'owner' }) {
  const { call } = useStore();
  const { filters } = useAdministration().audit;
  const search = useMemo(() => createUserSearch(call), [call]);
  const person = filters.filters.value[who];
  return (
    <FilterButton
      name={t(`audit.${who}`)}
      value={person?.displayName}
      onClear={() => filters.set({ [who]: undefined })}
    >
      {(close) => (
        <div class="find-person">
          <UserSearchField
            search={search}
            label={t('audit.person')}
            placeholder={t('audit.anyone')}
            hasAutofocus
            chosen={new Set(person ? [person.key] : [])}
            onPick={(user) => {
              search.clear();
              filters.set({ [who]: user });
              close();
            }}
          />
        </div>
      )}
    </FilterButton>
  );
}

function ActionFilter() {
  const { filters } = useAdministration().audit;
  const { actions } = filters.filters.value;
  const [only] = actions.length === 1 ? actions : [];
  const value = only
    ? t(`audit.actions.${worded(only)}`)
    : plural('audit.chosenActions', actions.length);
  return (
    <FilterButton
      name={t('audit.action')}
      value={actions.length > 0 ? value : undefined}
      onClear={() => filters.set({ actions: [] })}
    >
      {() => (
        <ActionChoices
          chosen={actions}
          onToggle={(action) =>
            filters.set({
              actions: actions.includes(action)
                ? actions.filter((other) => other !== action)
                : [...actions, action],
            })
          }
        />
      )}
    </FilterButton>
  );
}

function TimeFilter() {
  const { filters } = useAdministration().audit;
  const { at } = filters.filters.value;
  return (
    <FilterButton
      name={t('audit.at')}
      value={at && filterText(at)}
      onClear={() => filters.set({ at: undefined })}
    >
      {(close) => (
        <InstantChoices
          presets={presetsOf.created}
          chosen={at}
          onChoose={(filter) => {
            filters.set({ at: filter });
            close();
          }}
        />
      )}
    </FilterButton>
  );
}

/** A token comes from its row in the Token Manager, and is let go of here. */
function TokenFilter() {
  const { filters } = useAdministration().audit;
  const { token } = filters.filters.value;
  if (!token) return null;
  return (
    <Chosen
      text={t('filters.active', { name: t('audit.token'), value: token.description })}
      onClear={() => filters.set({ token: undefined })}
    />
  );
}

function Chosen({ text, onClear }: { text: string; onClear: () => void }) {
  return (
    <div class="filter active">
      <span>
        <bdi>{text}</bdi>
      </span>
      <button
        type="button"
        class="bare"
        aria-label={t('filters.clear', { name: t('audit.token') })}
        onClick={onClear}
      >
        <CrossIcon />
      </button>
    </div>
  );
}
