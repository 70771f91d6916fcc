import { listAllTokens } from '../../../shared/contract/manager.ts';
import type { TokenPage } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import { dayOf } from '../../../shared/days.ts';
import type { Result } from '../../api.ts';
import { plural, t } from '../../i18n.ts';
import { csvHead, csvLines, csvName } from '../token-csv.ts';
import { createCsvExport } from './csv-export.ts';
import { readWish, writeWish } from './manager-address.ts';
import { createManagerFilters, maxOwners, queryOf } from './manager-filters.ts';
import { createOwnerNames } from './owner-names.ts';
import { createSelection } from './selection.ts';
import type { Store } from './store.ts';
import { createTokenList, newestFirst, type PageQuery, type SortKey } from './token-list.ts';

/** What the window does for it. */
export interface ManagerWindow {
  /** The address of the popup, where the filters stand besides. */
  readAddress(): URLSearchParams;
  writeAddress(search: URLSearchParams): void;
  saveFile(file: Blob, name: string): void;
}

/** Orders that nothing changes: a token that is used or renamed during an export would move, and be left out. */
const steadyOrders: readonly SortKey[] = ['created', 'expires', 'owner'];

/** What the Token Manager has beside the popup's own state: the tokens of all users, narrowed and ticked. */
export function createManager(
  {
    site,
    call,
    now,
    include,
    announce,
  }: Pick<Store, 'site' | 'call' | 'now' | 'include' | 'announce'>,
  { readAddress, writeAddress, saveFile }: ManagerWindow,
) {
  const wish = readWish(readAddress());
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
    const search = readAddress();
    writeWish(search, { filters: filters.filters.value, sort: list.sort.value });
    writeAddress(search);
  }

  const list = createTokenList({
    fetchPage,
    sort: wish.sort,
    onBeginAgain: () => announce(t('token.listChanged')),
  });
  include(list);
  const csv = createCsvExport();

  function addOwner(person: Person): void {
    if (!filters.addOwner(person)) announce(t('manager.maxUsers', { max: maxOwners }));
  }

  /** Everything that the filters let through, also what is not on screen. */
  function exportCsv(): void {
    const query = queryOf(filters.filters.value, now());
    const { by, order } = steadyOrders.includes(list.sort.value.by) ? list.sort.value : newestFirst;
    csv.start({
      fetchPage: (cursor) =>
        call(listAllTokens, {
          query: { ...query, sort: by, order, limit: '100', ...(cursor && { cursor }) },
        }),
      head: csvHead(),
      linesOf: csvLines,
      save(file, count) {
        saveFile(file, csvName(site, dayOf(now())));
        announce(plural('csv.done', count));
      },
    });
  }

  return { list, filters, selection: createSelection(list.tokens), addOwner, csv, exportCsv };
}

export type Manager = ReturnType<typeof createManager>;
