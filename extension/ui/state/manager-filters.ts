import { computed, signal } from '@preact/signals';
import type { InputOf } from '../../../shared/contract/endpoint.ts';
import type { listAllTokens } from '../../../shared/contract/manager.ts';
import type { Person } from '../../../shared/contract/user.ts';
import { type InstantField, type InstantFilter, rangeOf } from '../instant-filter.ts';

type Query = Omit<
  NonNullable<InputOf<typeof listAllTokens>['query']>,
  'sort' | 'order' | 'limit' | 'cursor'
>;

export interface Filters extends Partial<Record<InstantField, InstantFilter | undefined>> {
  text: string;
  owners: readonly Person[];
  /** Only those whom the product does not know any more, or has disabled. */
  isInactive: boolean;
}

export const noFilters: Filters = { text: '', owners: [], isInactive: false };

/** Most that one query names (shared/contract/token.ts). */
export const maxOwners = 50;

/** What the filters ask for at this moment. */
export function queryOf(filters: Filters, now: number): Query {
  const { text, owners, isInactive, created, lastUsed, expires } = filters;
  const q = text.trim();
  const range = (filter: InstantFilter | undefined) => (filter ? rangeOf(filter, now) : {});
  const [made, used, ends] = [range(created), range(lastUsed), range(expires)];
  const query = {
    q: q === '' ? undefined : q,
    owner: owners.length > 0 ? owners.map(({ key }) => key) : undefined,
    ownerGone: isInactive ? ('yes' as const) : undefined,
    createdFrom: instant(made.from),
    createdTo: instant(made.to),
    lastUsedFrom: instant(used.from),
    lastUsedTo: instant(used.to),
    lastUsed: used.never && ('never' as const),
    expiresFrom: instant(ends.from),
    expiresTo: instant(ends.to),
    expires: ends.never && ('never' as const),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function instant(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

const typingPauseMs = 250;

/** What the Token Manager's list is narrowed to; `onChange` comes at once, after typing when the person pauses. */
export function createManagerFilters(initial: Filters, onChange: () => void) {
  const filters = signal<Filters>(initial);
  const isActive = computed(() => Object.keys(queryOf(filters.value, 0)).length > 0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(change: Partial<Filters>): void {
    filters.value = { ...filters.value, ...change };
    clearTimeout(timer);
    timer = setTimeout(onChange, change.text ? typingPauseMs : 0);
  }

  return {
    filters,
    isActive,
    set,
    clear: () => {
      filters.value = noFilters;
      set(noFilters);
    },
    /** False where there are as many as one query names. */
    addOwner(person: Person): boolean {
      const others = filters.value.owners.filter(({ key }) => key !== person.key);
      if (others.length >= maxOwners) return false;
      set({ owners: [...others, person] });
      return true;
    },
    removeOwner(key: string) {
      set({ owners: filters.value.owners.filter((owner) => owner.key !== key) });
    },
    /** Says who they are; asks for nothing anew. */
    nameOwners(people: readonly Person[]) {
      const owners = filters.value.owners.map(
        (owner) => people.find(({ key }) => key === owner.key) ?? owner,
      );
      filters.value = { ...filters.value, owners };
    },
  };
}

export type ManagerFilters = ReturnType<typeof createManagerFilters>;
