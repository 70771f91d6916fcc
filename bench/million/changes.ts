import { quantile } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import { readMeter } from '../stage/meter.ts';
import type { Workerd } from '../stage/workerd.ts';
import { ask } from './pages.ts';

/** Making tokens, deleting them one by one, and as many at once. */
export async function changes(workerd: Workerd, times: number): Promise<Row[]> {
  const ids: string[] = [];
  const making = await inTurn(workerd, 2 * times, async (i) => {
    ids.push((await ask(workerd, `/create?i=${i}`)) as string);
  });
  const remove = (some: readonly string[]) =>
    ask(workerd, `/delete?${new URLSearchParams(some.map((id) => ['id', id]))}`);
  const single = await inTurn(workerd, times, (i) => remove(ids.slice(i, i + 1)));
  const bulk = await inTurn(workerd, 1, () => remove(ids.slice(times)));
  const each = (rows: number) => Math.round((10 * rows) / times) / 10;
  return [
    changed('making a token', making, 'the audit and all indexes in them'),
    { name: 'making a token: rows written', value: making.rowsWritten, unit: 'rows' },
    changed('deleting a token', single, 'the audit and all indexes in them'),
    {
      name: `deleting ${times} tokens at once`,
      value: bulk.p95,
      unit: 'ms',
      note: `each ${each(bulk.rowsRead)} rows read and ${each(bulk.rowsWritten)} written`,
    },
  ];
}

interface Change {
  p95: number;
  /** On average. */
  rowsRead: number;
  rowsWritten: number;
}

async function inTurn(
  workerd: Workerd,
  times: number,
  change: (i: number) => Promise<unknown>,
): Promise<Change> {
  const milliseconds: number[] = [];
  await readMeter(workerd, 'worker');
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await change(i);
    milliseconds.push(performance.now() - started);
  }
  const meter = await readMeter(workerd, 'worker');
  const each = (rows: number) => Math.round((10 * rows) / times) / 10;
  return {
    p95: quantile(milliseconds, 0.95),
    rowsRead: each(meter.rowsRead),
    rowsWritten: each(meter.rowsWritten),
  };
}

function changed(name: string, { p95, rowsRead, rowsWritten }: Change, what: string): Row {
  return {
    name: `${name}: p95`,
    value: p95,
    unit: 'ms',
    bar: { atMost: 50 },
    note: `${rowsRead} rows read and ${rowsWritten} written, ${what}`,
  };
}
