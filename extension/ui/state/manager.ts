import { listAllTokens } from '../../../shared/contract/manager.ts';
import type { TokenPage } from '../../../shared/contract/token.ts';
import type { Result } from '../../api.ts';
import { t } from '../../i18n.ts';
import { readWish, writeWish } from './manager-address.ts';
import { createManagerFilters, queryOf } from './manager-filters.ts';
import { createOwnerNames } from './owner-names.ts';
import { createSelection } from './selection.ts';
import type { Store } from './store.ts';
import { createTokenList, type PageQuery } from './token-list.ts';

/** Where the filters stand besides: the address of the popup's window. */
export interface Address {
  read(): URLSearchParams;
  write(search: URLSearchParams): void;
}

/** What the Token Manager has beside the popup's own state: the tokens of all users, narrowed and ticked. */
export function createManager(
  { call, now, include, announce }: Pick<Store, 'call' | 'now' | 'include' | 'announce'>,
  address: Address,
) {
  const wish = readWish(address.read());
  const filters = createManagerFilters(wish.filters, () => void list.load());
  const names = createOwnerNames(call, filters);
  /** What the first page was asked with: those after it ask the same, though the clock goes on. */
  let asked = {};

  async function fetchPage(page: PageQuery): Promise<Result<TokenPage>> {
    if (page.cursor === undefined) {
      asked = queryOf(filters.filters.value, now());
      remember();
    }
    const answer = await call(listAllTokens, { query: { ...page, ...asked } });
    if (answer.ok) void names.find(answer.value.tokens);
    return answer;
  }

  function remember(): void {
    const search = address.read();
    writeWish(search, { filters: filters.filters.value, sort: list.sort.value });
    address.write(search);
  }

  const list = createTokenList({
    fetchPage,
    sort: wish.sort,
    onBeginAgain: () => announce(t('token.listChanged')),
  });
  include(list);
  return { list, filters, selection: createSelection(list.tokens) };
}

export type Manager = ReturnType<typeof createManager>;
