import { readFileSync } from 'node:fs';
import type { Workerd, WorkerToRun } from './workerd.ts';

/** Sums of D1's own counts over all statements of a Worker. */
export interface Meter {
  statements: number;
  rowsRead: number;
  rowsWritten: number;
  changes: number;
  milliseconds: number;
}

/** The same Worker with a meter for its statements. */
export function metered(worker: WorkerToRun): WorkerToRun {
  const contents = readFileSync(new URL('metered.js', import.meta.url), 'utf8');
  const modules = [
    { path: 'metered.js', contents },
    { path: 'index.js', contents: worker.script },
  ];
  return { ...worker, modules };
}

/** Reads the sums of a metered Worker and resets them. */
export async function readMeter(workerd: Workerd, worker: string): Promise<Meter> {
  return (await fetch(`http://127.0.0.1:${workerd.port(worker)}/_meter`)).json() as Promise<Meter>;
}
