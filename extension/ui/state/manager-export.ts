import { listAllTokens } from '../../../shared/contract/manager.ts';
import { dayOf } from '../../../shared/days.ts';
import { plural } from '../../i18n.ts';
import { csvHead, csvLines, csvName } from '../token-csv.ts';
import { createCsvExport } from './csv-export.ts';
import { type Filters, queryOf } from './manager-filters.ts';
import type { Store } from './store.ts';
import { newestFirst, type Sort, type SortKey } from './token-list.ts';

/**
 * Orders that nothing changes: a token that is used, renamed or rotated during an export would move in the others, and be
 * left out.
 */
const steadyOrders: readonly SortKey[] = ['created', 'owner'];

type Needs = Pick<Store, 'site' | 'call' | 'now' | 'announce'>;
type SaveFile = (file: Blob, name: string) => void;

/** The Token Manager's list as CSV: everything that the filters let through, also what is not on screen. */
export function createManagerExport({ site, call, now, announce }: Needs, saveFile: SaveFile) {
  const csv = createCsvExport();

  function start(filters: Filters, sort: Sort): void {
    const { by, order } = steadyOrders.includes(sort.by) ? sort : newestFirst;
    const query = { ...queryOf(filters, now()), sort: by, order, limit: '100' };
    csv.start({
      fetchPage: (cursor) =>
        call(listAllTokens, { query: { ...query, ...(cursor && { cursor }) } }),
      head: csvHead(),
      linesOf: csvLines,
      save(file, count) {
        saveFile(file, csvName(site, dayOf(now())));
        announce(plural('csv.done', count));
      },
    });
  }

  return { ...csv, start };
}
