import type { Workerd } from '../stage/workerd.ts';
import { type Client, expectOnly, type Load } from './load.ts';

interface Measurement {
  client: Client;
  workerd: Workerd;
  load: Load;
  status?: number;
}

/** Seconds of CPU that the process of workerd takes for one request. */
export async function cpuPerRequest(measurement: Measurement): Promise<number> {
  const { client, workerd, load, status = 200 } = measurement;
  const before = workerd.cpuSeconds();
  const measured = await client(load);
  const used = workerd.cpuSeconds() - before;
  expectOnly(status, measured);
  return used / (measured.statuses[status] ?? 0);
}
