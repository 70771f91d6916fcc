import { computed, signal } from '@preact/signals';
import type { InputOf } from '../../../shared/contract/endpoint.ts';
import type { listAllTokens } from '../../../shared/contract/manager.ts';
import type { Person } from '../../../shared/contract/user.ts';

type Query = NonNullable<InputOf<typeof listAllTokens>['query']>;

/** Half-open ranges of instants (ISO 8601), and `never` for tokens that have no such instant. */
export interface Range {
  from?: string;
  to?: string;
  never?: boolean;
}

export interface Filters {
  text: string;
  owners: readonly Person[];
  created: Range;
  lastUsed: Range;
  expires: Range;
}

export const noFilters: Filters = { text: '', owners: [], created: {}, lastUsed: {}, expires: {} };

export function queryOf({ text, owners, created, lastUsed, expires }: Filters): Query {
  const q = text.trim();
  return {
    ...(q !== '' && { q }),
    ...(owners.length > 0 && { owner: owners.map(({ key }) => key) }),
    ...(created.from && { createdFrom: created.from }),
    ...(created.to && { createdTo: created.to }),
    ...(lastUsed.from && { lastUsedFrom: lastUsed.from }),
    ...(lastUsed.to && { lastUsedTo: lastUsed.to }),
    ...(lastUsed.never && { lastUsed: 'never' as const }),
    ...(expires.from && { expiresFrom: expires.from }),
    ...(expires.to && { expiresTo: expires.to }),
    ...(expires.never && { expires: 'never' as const }),
  };
}

const typingPauseMs = 250;

/** What the Token Manager's list is narrowed to; `onChange` comes at once, after typing when the person pauses. */
export function createManagerFilters(onChange: () => void) {
  const filters = signal<Filters>(noFilters);
  const isActive = computed(() => Object.keys(queryOf(filters.value)).length > 0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(change: Partial<Filters>): void {
    filters.value = { ...filters.value, ...change };
    clearTimeout(timer);
    timer = setTimeout(onChange, 'text' in change && change.text !== '' ? typingPauseMs : 0);
  }

  return {
    filters,
    isActive,
    set,
    clear: () => set(noFilters),
    addOwner(person: Person) {
      const others = filters.value.owners.filter(({ key }) => key !== person.key);
      set({ owners: [...others, person] });
    },
    removeOwner(key: string) {
      set({ owners: filters.value.owners.filter((owner) => owner.key !== key) });
    },
  };
}

export type ManagerFilters = ReturnType<typeof createManagerFilters>;
