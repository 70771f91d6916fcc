import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './load/statistics.ts';
import { fillDatabase } from './million/fill.ts';
import { type Query, queriesAt } from './million/queries.ts';
import type { Bench, Row } from './row.ts';
import { bundle } from './stage/bundle.ts';
import { metered, readMeter } from './stage/meter.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

const limit = 50;
const lastPage = 100;

/** The list of the Token Manager on a site of so many tokens. */
export const million: Bench = async ({ quick }) => {
  const sizes = quick ? [1000, 10_000] : [10_000, 1_000_000];
  const script = bundle(join('bench', 'workers', 'token-list.ts'));
  const rows: Row[] = [];
  let smaller: Map<string, Cost> | undefined;
  for (const size of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'postern-million-'));
    const worker = metered({ script });
    await (await startWorkerd({ workers: { worker }, folder })).stop();
    const now = Date.now();
    const started = performance.now();
    fillDatabase(folder, size, now);
    const seconds = (performance.now() - started) / 1000;
    const workerd = await startWorkerd({ workers: { worker }, folder });
    const costs = new Map<string, Cost>();
    for (const [name, query] of queriesAt(now))
      costs.set(name, await costOf(workerd, query, quick ? 2 : 9));
    if (smaller) {
      rows.push(...[...costs].flatMap(([name, cost]) => rowsFor(name, cost, smaller?.get(name))));
      rows.push(...(await changes(workerd, quick ? 5 : 50)));
      rows.push(...(await sizeOf(workerd, size, seconds)));
    }
    smaller = costs;
    await workerd.stop();
    rmSync(folder, { recursive: true });
  }
  return rows;
};

interface Page {
  milliseconds: number;
  rowsRead: number;
  found: number;
}

interface Cost {
  first: Page;
  /** Or the last, where there are fewer. */
  hundredth: Page;
  pages: number;
}

async function costOf(workerd: Workerd, query: Query, times: number): Promise<Cost> {
  let cursor: string | undefined;
  let pages = 1;
  for (; pages < lastPage; pages++) {
    const { nextCursor } = await list(workerd, { ...query, ...(cursor && { cursor }) });
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  const first = await measured(workerd, query, times);
  const hundredth = await measured(workerd, { ...query, ...(cursor && { cursor }) }, times);
  return { first, hundredth, pages };
}

/** The p95, in milliseconds from the request to the whole answer over a socket of the Worker's own. */
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

async function list(workerd: Workerd, query: Query) {
  const all = Object.entries({ ...query, limit: String(limit) });
  const parameters = all.flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const answer = await ask(workerd, `/list?${new URLSearchParams(parameters)}`);
  return answer as { found: number; nextCursor: string | null };
}

async function ask(workerd: Workerd, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${workerd.port('worker')}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function rowsFor(
  name: string,
  { first, hundredth, pages }: Cost,
  smaller: Cost | undefined,
): Row[] {
  const worst = first.rowsRead >= hundredth.rowsRead ? first : hundredth;
  const before = Math.max(smaller?.first.rowsRead ?? 0, smaller?.hundredth.rowsRead ?? 0);
  const far = pages < lastPage ? `last page (${pages})` : `page ${pages}`;
  return [
    {
      name: `${name}: p95`,
      value: Math.max(first.milliseconds, hundredth.milliseconds),
      unit: 'ms',
      bar: { atMost: 50 },
      note: `first page ${first.milliseconds.toFixed(1)}, ${far} ${hundredth.milliseconds.toFixed(1)}; a hundredth of the site: ${smaller?.first.milliseconds.toFixed(1)}`,
    },
    {
      name: `${name}: rows read`,
      value: worst.rowsRead,
      unit: 'rows',
      bar: { atMost: 20 * limit },
      isExact: true,
      note: `first page ${first.rowsRead} for ${first.found} shown, ${far} ${hundredth.rowsRead} for ${hundredth.found}; a hundredth of the site: ${before}`,
    },
  ];
}

/** Making one token, and deleting a page of them. */
async function changes(workerd: Workerd, times: number): Promise<Row[]> {
  const ids: string[] = [];
  const making: number[] = [];
  await readMeter(workerd, 'worker');
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    ids.push((await ask(workerd, `/create?i=${i}`)) as string);
    making.push(performance.now() - started);
  }
  const made = await readMeter(workerd, 'worker');
  const started = performance.now();
  await ask(workerd, `/delete?${new URLSearchParams(ids.map((id) => ['id', id]))}`);
  const deleting = performance.now() - started;
  const deleted = await readMeter(workerd, 'worker');
  const each = (value: number) => Math.round((10 * value) / times) / 10;
  return [
    {
      name: 'making a token: p95',
      value: quantile(making, 0.95),
      unit: 'ms',
      bar: { atMost: 50 },
      note: `${each(made.rowsRead)} rows read and ${each(made.rowsWritten)} written, the audit and all indexes in them`,
    },
    { name: 'making a token: rows written', value: each(made.rowsWritten), unit: 'rows' },
    {
      name: `deleting ${times} tokens at once`,
      value: deleting,
      unit: 'ms',
      note: `each ${each(deleted.rowsRead)} rows read and ${each(deleted.rowsWritten)} written`,
    },
  ];
}

async function sizeOf(workerd: Workerd, tokens: number, seconds: number): Promise<Row[]> {
  const { meta } = await workerd.sql('SELECT 1');
  return [
    {
      name: 'database for each token',
      value: meta.size_after / tokens,
      unit: 'bytes',
      note: `${(meta.size_after / 1e6).toFixed(0)} MB for ${tokens} tokens with all indexes; filled in ${seconds.toFixed(0)} s`,
    },
  ];
}
