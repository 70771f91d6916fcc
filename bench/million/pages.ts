import { quantile } from '../load/statistics.ts';
import { readMeter } from '../stage/meter.ts';
import type { Workerd } from '../stage/workerd.ts';
import type { Query } from './queries.ts';

export const limit = 50;
export const lastPage = 100;
/** As the extension does before it asks the person (extension/ui/state/token-list.ts). */
export const askedByItself = 21;
/** Where looking for a row is given up. */
const mostRequests = 300;

interface Page {
  /** The p95, from the request to the whole answer over a socket of the Worker's own. */
  milliseconds: number;
  rowsRead: number;
  found: number;
}

/** What it took until so many rows were found, or no more were looked for. */
export interface Reached {
  requests: number;
  rowsRead: number;
  milliseconds: number;
  found: number;
  /** There are no more. */
  isAll: boolean;
}

export interface Cost {
  first: Page;
  /** Or the last, where there are fewer. */
  hundredth: Page;
  pages: number;
  /** Where the first page says where to go on before it is full. */
  short?: { firstRow: Reached; full: Reached };
}

export async function costOf(workerd: Workerd, query: Query, times: number): Promise<Cost> {
  let cursor: string | undefined;
  let pages = 1;
  for (; pages < lastPage; pages++) {
    const { nextCursor } = await list(workerd, { ...query, ...(cursor && { cursor }) });
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  const first = await measured(workerd, query, times);
  const hundredth = await measured(workerd, { ...query, ...(cursor && { cursor }) }, times);
  const isShort = first.found < limit && pages > 1;
  return { first, hundredth, pages, ...(isShort && { short: await goOn(workerd, query) }) };
}

async function measured(workerd: Workerd, query: Query, times: number): Promise<Page> {
  const milliseconds: number[] = [];
  let found = 0;
  await list(workerd, query);
  await readMeter(workerd, 'worker');
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    ({ found } = await list(workerd, query));
    milliseconds.push(performance.now() - started);
  }
  const { rowsRead } = await readMeter(workerd, 'worker');
  return { milliseconds: quantile(milliseconds, 0.95), rowsRead: rowsRead / times, found };
}

/** Page after page, until there is a row, and until there are as many as one page may have. */
async function goOn(workerd: Workerd, query: Query) {
  const reached: Reached = { requests: 0, rowsRead: 0, milliseconds: 0, found: 0, isAll: false };
  let firstRow: Reached | undefined;
  let cursor: string | undefined;
  await readMeter(workerd, 'worker');
  do {
    const started = performance.now();
    const page = await list(workerd, { ...query, ...(cursor && { cursor }) });
    reached.milliseconds += performance.now() - started;
    reached.rowsRead += (await readMeter(workerd, 'worker')).rowsRead;
    reached.requests++;
    reached.found += page.found;
    reached.isAll = page.nextCursor === null;
    if (reached.found > 0) firstRow ??= { ...reached };
    cursor = page.nextCursor ?? undefined;
  } while (cursor && reached.found < limit && reached.requests < mostRequests);
  return { firstRow: firstRow ?? reached, full: reached };
}

async function list(workerd: Workerd, query: Query) {
  const all = Object.entries({ ...query, limit: String(limit) });
  const parameters = all.flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const answer = await ask(workerd, `/list?${new URLSearchParams(parameters)}`);
  return answer as { found: number; nextCursor: string | null };
}

export async function ask(workerd: Workerd, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${workerd.port('worker')}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
