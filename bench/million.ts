import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changes } from './million/changes.ts';
import { fillDatabase } from './million/fill.ts';
import { measureLookups } from './million/lookups.ts';
import { type Cost, countRequests, limit, measureCost } from './million/pages.ts';
import { queriesAt } from './million/queries.ts';
import type { Bench, Row } from './row.ts';
import { bundle } from './stage/bundle.ts';
import { metered } from './stage/meter.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

const maxRequestsPerPage = 3;

/** The Token Manager's list on a site of a million tokens, and whether it holds up verifications. */
export const million: Bench = async ({ quick }) => {
  const [small, large] = quick ? [5000, 10_000] : [50_000, 1_000_000];
  const times = quick ? 2 : 20;
  const filled = await withTokens(small, (workerd, now) => checkRequests(workerd, now, small));
  const measured = await withTokens(large, async (workerd, now) => {
    const costs: [string, Cost][] = [];
    for (const [name, query] of queriesAt(now))
      costs.push([name, await measureCost(workerd, query, times)]);
    return [
      ...costs.flatMap(([name, cost]) => toRows(name, cost)),
      await measureLookups(
        workerd,
        queriesAt(now).map(([, query]) => query),
        quick ? 100 : 1000,
      ),
      ...(await changes(workerd, quick ? 5 : 20)),
      await measureSize(workerd, large),
    ];
  });
  return [...measured, filled];
};

async function withTokens<T>(
  size: number,
  use: (workerd: Workerd, now: number) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-million-'));
  const worker = metered({ script: bundle(join('bench', 'workers', 'token-list.ts')) });
  try {
    await (await startWorkerd({ workers: { worker }, folder })).stop();
    const now = Date.now();
    fillDatabase(folder, size, now);
    await using workerd = await startWorkerd({ workers: { worker }, folder });
    return await use(workerd, now);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toRows(name: string, { first, later, pages }: Cost): Row[] {
  return [
    {
      name: `${name}: p95`,
      value: Math.max(first.milliseconds, later.milliseconds),
      unit: 'ms',
      bar: { atMost: 60 },
      note: `first page ${first.milliseconds.toFixed(1)}, page ${pages} ${later.milliseconds.toFixed(1)}`,
    },
    {
      name: `${name}: rows read`,
      value: Math.max(first.rowsRead, later.rowsRead),
      unit: 'rows',
      bar: { atMost: 20_000 },
      isExact: true,
      note: `first page ${first.rowsRead} for ${first.found} tokens, page ${pages} ${later.rowsRead} for ${later.found}`,
    },
  ];
}

async function checkRequests(workerd: Workerd, now: number, tokens: number): Promise<Row> {
  const slow: string[] = [];
  for (const [name, query] of queriesAt(now)) {
    const requests = await countRequests(workerd, query);
    if (requests > maxRequestsPerPage) slow.push(`${name} (${requests})`);
  }
  return {
    name: `queries that need more than ${maxRequestsPerPage} requests until a page is full, ${tokens} tokens`,
    value: slow.length,
    unit: 'queries',
    bar: { atMost: 0 },
    isExact: true,
    note: [`${limit} tokens, or all there are`, ...slow].join('; '),
  };
}

async function measureSize(workerd: Workerd, tokens: number): Promise<Row> {
  const { meta } = await workerd.sql('SELECT 1');
  const { results } = await workerd.sql<{ count: number }>('SELECT count(*) AS count FROM tokens');
  const count = results[0]?.count ?? Number.NaN;
  return {
    name: 'database size per token',
    value: meta.size_after / count,
    unit: 'bytes',
    note: `${(meta.size_after / 1e6).toFixed(0)} MB for ${count} tokens, ${tokens} of them of this site, with all indexes, without audit and native tokens`,
  };
}
