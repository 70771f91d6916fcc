import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './load/statistics.ts';
import { changes } from './million/changes.ts';
import { fillDatabase } from './million/fill.ts';
import {
  askedByItself,
  type Cost,
  costOf,
  lastPage,
  limit,
  type Reached,
} from './million/pages.ts';
import { queriesAt } from './million/queries.ts';
import type { Bench, Row } from './row.ts';
import { bundle } from './stage/bundle.ts';
import { metered } from './stage/meter.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

type Costs = Map<string, Cost>;

/** The list of the Token Manager on a site of so many tokens. */
export const million: Bench = async ({ quick }) => {
  const [small, large] = quick ? [1000, 10_000] : [10_000, 1_000_000];
  const script = bundle(join('bench', 'workers', 'token-list.ts'));
  const times = quick ? 2 : 40;
  const before = await withTokens(script, small, (workerd, now) => costsOf(workerd, now, times));
  return withTokens(script, large, async (workerd, now, seconds) => {
    const costs = await costsOf(workerd, now, times);
    return [
      ...[...costs].flatMap(([name, cost]) => rowsFor(name, cost, before.get(name))),
      ...growth(costs, before),
      ...(await changes(workerd, quick ? 5 : 50)),
      ...(await sizeOf(workerd, large, seconds)),
    ];
  });
};

async function withTokens<T>(
  script: string,
  size: number,
  use: (workerd: Workerd, now: number, seconds: number) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-million-'));
  const worker = metered({ script });
  await (await startWorkerd({ workers: { worker }, folder })).stop();
  const now = Date.now();
  const started = performance.now();
  fillDatabase(folder, size, now);
  const seconds = (performance.now() - started) / 1000;
  try {
    await using workerd = await startWorkerd({ workers: { worker }, folder });
    return await use(workerd, now, seconds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function costsOf(workerd: Workerd, now: number, times: number): Promise<Costs> {
  const costs: Costs = new Map();
  for (const [name, query] of queriesAt(now)) costs.set(name, await costOf(workerd, query, times));
  return costs;
}

function rowsFor(name: string, cost: Cost, smaller: Cost | undefined): Row[] {
  const { first, hundredth, pages, short } = cost;
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
      value: Math.max(first.rowsRead, hundredth.rowsRead),
      unit: 'rows',
      bar: { atMost: 20 * limit },
      isExact: true,
      note: `first page ${first.rowsRead} for ${first.found} shown, ${far} ${hundredth.rowsRead} for ${hundredth.found}; a hundredth of the site: ${before}`,
    },
    ...(short ? [shortRow(name, short)] : []),
  ];
}

/** What somebody pays who wants to see something. */
function shortRow(name: string, { firstRow, full }: { firstRow: Reached; full: Reached }): Row {
  const said = ({ requests, rowsRead, milliseconds }: Reached) =>
    `${requests} requests, ${rowsRead} rows read, ${milliseconds.toFixed(0)} ms`;
  const here = full.isAll ? `all ${full.found} there are` : `${full.found} are there`;
  const asked = firstRow.requests > askedByItself ? '; the extension asks before it goes on' : '';
  const isThere = firstRow.found > 0;
  return {
    name: `${name}: requests until ${isThere ? 'a row is there' : 'it was given up'}`,
    value: firstRow.requests,
    unit: 'requests',
    note: `${said(firstRow)}${asked}; until ${here}: ${said(full)}`,
  };
}

/** Flat is 1, and by the logarithm of a hundred times as many tokens 1.5. */
function growth(costs: Costs, before: Costs): Row[] {
  const compare = (what: string, unit: string, of: (page: Cost['first']) => number): Row => {
    const pairs = [...costs].flatMap(([name, cost]) => {
      const smaller = before.get(name);
      return smaller ? [{ name, value: of(cost.first), beside: of(smaller.first) }] : [];
    });
    const ratios = pairs.map(({ name, value, beside }) => ({
      name,
      ratio: value / Math.max(1, beside),
    }));
    const [worst] = ratios.toSorted((a, b) => b.ratio - a.ratio);
    return {
      name: `growth of ${what} to a hundred times as many tokens, first pages`,
      value: median(pairs.map(({ value }) => value)),
      unit,
      beside: { name: 'a hundredth of the site', value: median(pairs.map((pair) => pair.beside)) },
      ratio: median(ratios.map(({ ratio }) => ratio)),
      bar: { atMost: 1.5 },
      note: `the median of all queries; most: ${worst?.name}, ${worst?.ratio.toFixed(1)}`,
    };
  };
  return [
    compare('time', 'ms', ({ milliseconds }) => milliseconds),
    compare('rows read', 'rows', ({ rowsRead }) => rowsRead),
  ];
}

async function sizeOf(workerd: Workerd, tokens: number, seconds: number): Promise<Row[]> {
  const { meta } = await workerd.sql('SELECT 1');
  const { results } = await workerd.sql<{ all: number }>('SELECT count(*) AS "all" FROM tokens');
  const all = results[0]?.all ?? Number.NaN;
  return [
    {
      name: 'database for each token',
      value: meta.size_after / all,
      unit: 'bytes',
      note: `${(meta.size_after / 1e6).toFixed(0)} MB for ${all} tokens, ${tokens} of them of this site, with all indexes and without audit and native tokens; filled in ${seconds.toFixed(0)} s`,
    },
  ];
}
