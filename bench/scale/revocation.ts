import { join } from 'node:path';
import type { Row } from '../row.ts';
import { bundle } from '../stage/bundle.ts';
import { startWorkerd } from '../stage/workerd.ts';

/** The simulation's clock has steps of 0.1 s, so the last read and the last pass come one step before their limits. */
const stepsSeconds = 0.2;

/** Seconds: the time that rows are cached, and the maximum lag of replicas. */
const cases = [
  { cache: 10, lag: 0 },
  { cache: 10, lag: 1 },
  { cache: 10, lag: 5 },
  { cache: 10, lag: 30 },
  { cache: 60, lag: 5 },
  { cache: 0, lag: 30 },
];

/** Revokes a token that is in use everywhere, and finds the last request that passed (workers/revocation.ts, in workerd). */
export async function revocation(): Promise<Row[]> {
  const script = bundle(join('bench', 'workers', 'revocation.ts'));
  await using workerd = await startWorkerd({ workers: { revocation: { script } } });
  const rows: Row[] = [];
  for (const { cache, lag } of cases) {
    const url = `http://127.0.0.1:${workerd.port('revocation')}/?cache=${cache}&lag=${lag}`;
    const bound = cache === 0 ? 0 : cache + lag;
    const { locations, seconds } = (await (await fetch(url)).json()) as {
      locations: number;
      seconds: number;
    };
    rows.push({
      name: `last pass of a revoked token: cache ${cache} s, replica lag up to ${lag} s`,
      value: seconds,
      unit: 's',
      bar: { atLeast: Math.max(0, bound - stepsSeconds), atMost: bound },
      isExact: true,
      note: `of ${locations} locations`,
    });
  }
  return rows;
}
