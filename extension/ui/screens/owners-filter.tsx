import { useMemo, useRef } from 'preact/hooks';
import type { FoundUser } from '../../../shared/contract/user.ts';
import { t } from '../../i18n.ts';
import { PersonChip } from '../components/person-chip.tsx';
import { createUserSearch } from '../state/user-search.ts';
import { useManager } from './use-manager.ts';
import { useStore } from './use-store.ts';
import { UserSearchField } from './user-search-field.tsx';

/** Whose tokens: a search whose finds become chips. Backspace in the empty field takes the last one back. */
export function OwnersFilter() {
  const { call } = useStore();
  const { filters, addOwner } = useManager();
  const search = useMemo(() => createUserSearch(call), [call]);
  const frame = useRef<HTMLDivElement>(null);
  const { owners } = filters.filters.value;
  const keys = new Set(owners.map(({ key }) => key));

  function pick(user: FoundUser) {
    search.clear();
    if (keys.has(user.key)) filters.removeOwner(user.key);
    else addOwner(user);
  }

  /** The chip goes, and with it the button that had the focus. */
  function remove(key: string) {
    filters.removeOwner(key);
    frame.current?.querySelector('input')?.focus();
  }

  function removeLast(event: KeyboardEvent) {
    const last = owners.at(-1);
    const isInField = event.target instanceof HTMLInputElement;
    if (event.key === 'Backspace' && isInField && search.text.value === '' && last) {
      remove(last.key);
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key comes from the field inside.
    <div ref={frame} class="people" onKeyDown={removeLast}>
      {owners.length > 0 && (
        <span class="chips">
          {owners.map((owner) => (
            <PersonChip key={owner.key} person={owner} onRemove={() => remove(owner.key)} />
          ))}
        </span>
      )}
      <UserSearchField
        search={search}
        label={t('manager.users')}
        placeholder={owners.length === 0 ? t('manager.usersHint') : ''}
        chosen={keys}
        onPick={pick}
      />
    </div>
  );
}
