import { useMemo } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { Avatar } from '../components/avatar.tsx';
import { CrossIcon } from '../components/icons.tsx';
import { createUserSearch } from '../state/user-search.ts';
import { useManager } from './use-manager.ts';
import { useStore } from './use-store.ts';
import { UserSearchField } from './user-search-field.tsx';

/** What narrows the manager's list: a piece of the description, and users. */
export function FilterBar() {
  const { call } = useStore();
  const { filters } = useManager();
  const search = useMemo(() => createUserSearch(call), [call]);
  const { text, owners } = filters.filters.value;
  return (
    <search class="filters">
      <input
        type="search"
        aria-label={t('manager.search')}
        placeholder={t('manager.search')}
        value={text}
        onInput={(event) => filters.set({ text: event.currentTarget.value })}
      />
      <UserSearchField
        search={search}
        label={t('manager.users')}
        placeholder={owners.length === 0 ? t('manager.usersHint') : t('manager.users')}
        onPick={(user) => {
          search.clear();
          filters.addOwner(user);
        }}
      />
      {owners.map((owner) => (
        <button
          key={owner.key}
          type="button"
          class="chip"
          aria-label={t('manager.remove', { name: owner.displayName })}
          onClick={() => filters.removeOwner(owner.key)}
        >
          <Avatar person={owner} />
          {owner.displayName}
          <CrossIcon />
        </button>
      ))}
      {filters.isActive.value && (
        <button type="button" class="button subtle" onClick={filters.clear}>
          {t('manager.clear')}
        </button>
      )}
    </search>
  );
}
