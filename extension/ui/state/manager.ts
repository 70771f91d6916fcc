import { listAllTokens } from '../../../shared/contract/manager.ts';
import type { TokenPage } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import type { Result } from '../../api.ts';
import { t } from '../../i18n.ts';
import { readWish, writeWish } from './manager-address.ts';
import { createManagerExport } from './manager-export.ts';
import { createManagerFilters, maxOwners, queryOf } from './manager-filters.ts';
import { createOwnerNames } from './owner-names.ts';
import { createSelection } from './selection.ts';
import type { Store } from './store.ts';
import { createTokenList, type PageQuery } from './token-list.ts';

/** What the window does for it. */
export interface ManagerWindow {
  /** The address of the popup, where the filters stand besides. */
  readAddress(): URLSearchParams;
  writeAddress(search: URLSearchParams): void;
  saveFile(file: Blob, name: string): void;
}

type Needs = Pick<Store, 'site' | 'call' | 'now' | 'include' | 'announce'>;

/** What the Token Manager has beside the popup's own state: the tokens of all users, narrowed, ticked and exported. */
export function createManager(
  store: Needs,
  { readAddress, writeAddress, saveFile }: ManagerWindow,
) {
  const { call, now, announce } = store;
  const wish = readWish(readAddress());
  const filters = createManagerFilters(wish.filters, () => void list.load());
  const names = createOwnerNames(call, filters);
  /** What the first page was asked with: those after it ask the same, though the clock goes on. */
  let asked = {};

  const list = createTokenList({
    fetchPage,
    sort: wish.sort,
    onBeginAgain: () => announce(t('token.listChanged'), 'note'),
  });
  store.include(list);

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
    const search = readAddress();
    writeWish(search, { filters: filters.filters.value, sort: list.sort.value });
    writeAddress(search);
  }

  function addOwner(person: Person): void {
    if (!filters.addOwner(person)) announce(t('manager.maxUsers', { max: maxOwners }), 'note');
  }

  const csv = createManagerExport(store, saveFile);
  const exportCsv = () => csv.start(filters.filters.value, list.sort.value);
  return { list, filters, selection: createSelection(list.tokens), addOwner, csv, exportCsv };
}

export type Manager = ReturnType<typeof createManager>;
