import { expectOnly, withClient } from '../load/load.ts';
import type { Row } from '../row.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { postern } from '../stage/postern.ts';
import { startWorkerd } from '../stage/workerd.ts';
import { madeUpRequests, posternInRotation } from './made-up.ts';

const sent = 10_000;

/** D1 statements for 10,000 made-up tokens, by an isolate that has not read anything yet. */
export async function countStatements(): Promise<Row[]> {
  const workers = { current: metered(postern()), rotated: metered(posternInRotation()) };
  await using workerd = await startWorkerd({ workers });
  return await withClient(async (client) => {
    const count = async (worker: keyof typeof workers, keys: string): Promise<Row> => {
      const load = { port: workerd.port(worker), requests: madeUpRequests, connections: 8 };
      await readMeter(workerd, worker);
      expectOnly(401, await client({ ...load, seconds: 60, most: sent }));
      return {
        name: `statements for ${sent.toLocaleString('en')} made-up tokens, ${keys}`,
        value: (await readMeter(workerd, worker)).statements,
        unit: 'statements',
        bar: { atMost: 0 },
        isExact: true,
      };
    };
    return [await count('current', 'one tag key'), await count('rotated', 'one previous tag key')];
  });
}
