import { listAllTokens } from '../../../shared/contract/manager.ts';
import { createManagerFilters, queryOf } from './manager-filters.ts';
import { createSelection } from './selection.ts';
import type { Store } from './store.ts';
import { createTokenList } from './token-list.ts';

/** What the Token Manager has beside the popup's own state: the tokens of all users, narrowed and ticked. */
export function createManager({ call, include }: Pick<Store, 'call' | 'include'>) {
  const filters = createManagerFilters(() => void list.load());
  const list = createTokenList((query) =>
    call(listAllTokens, { query: { ...query, ...queryOf(filters.filters.value) } }),
  );
  include(list);
  return { list, filters, selection: createSelection(list.tokens) };
}

export type Manager = ReturnType<typeof createManager>;
