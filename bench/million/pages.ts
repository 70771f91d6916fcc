import { quantile } from '../load/statistics.ts';
import { readMeter } from '../stage/meter.ts';
import type { Workerd } from '../stage/workerd.ts';
import type { Query } from './queries.ts';

export const limit = 50;
const farPage = 20;
/** The search for a full page stops after so many. */
const giveUpAfter = 20;

interface Page {
  /** The p95, from the request to the whole answer over a socket of the Worker's own. */
  milliseconds: number;
  rowsRead: number;
  found: number;
}

export interface Cost {
  first: Page;
  /** Page 20, or the last one if there are fewer. */
  later: Page;
  pages: number;
}

export async function measureCost(workerd: Workerd, query: Query, times: number): Promise<Cost> {
  let cursor: string | undefined;
  let pages = 1;
  for (; pages < farPage; pages++) {
    const { nextCursor } = await readPage(workerd, query, cursor);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  const first = await measurePage(workerd, query, { times });
  const later = await measurePage(workerd, query, { times, cursor });
  return { first, later, pages };
}

async function measurePage(
  workerd: Workerd,
  query: Query,
  { times, cursor }: { times: number; cursor?: string | undefined },
): Promise<Page> {
  const milliseconds: number[] = [];
  let found = 0;
  await readPage(workerd, query, cursor);
  await readMeter(workerd, 'worker');
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    ({ found } = await readPage(workerd, query, cursor));
    milliseconds.push(performance.now() - started);
  }
  const { rowsRead } = await readMeter(workerd, 'worker');
  return { milliseconds: quantile(milliseconds, 0.95), rowsRead: rowsRead / times, found };
}

/** Requests until there are as many tokens as one page may have, or no more. */
export async function countRequests(workerd: Workerd, query: Query): Promise<number> {
  let cursor: string | undefined;
  let found = 0;
  for (let requests = 1; requests <= giveUpAfter; requests++) {
    const page = await readPage(workerd, query, cursor);
    found += page.found;
    if (found >= limit || page.nextCursor === null) return requests;
    cursor = page.nextCursor;
  }
  return Number.POSITIVE_INFINITY;
}

export async function readPage(workerd: Workerd, query: Query, cursor: string | undefined) {
  const fields = Object.entries({ ...query, limit: String(limit), ...(cursor && { cursor }) });
  const search = fields.flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const answer = await ask(workerd, `/list?${new URLSearchParams(search)}`);
  return answer as { found: number; nextCursor: string | null };
}

export async function ask(workerd: Workerd, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${workerd.port('worker')}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
