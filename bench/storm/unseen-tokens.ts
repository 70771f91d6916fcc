import { setTimeout } from 'node:timers/promises';
import { type Client, expectOnly, type Load, type Measured, withClient } from '../load/load.ts';
import type { Row } from '../row.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';
import { floodingAddress, madeUpRequests } from './made-up.ts';

const honest = 200;
/** The flood has begun by then. */
const headStartMs = 300;

/** Honest tokens that the isolate has never seen, during a flood and without one. */
export async function verifyDuringFlood(): Promise<Row[]> {
  await using workerd = await startWorkerd({ workers: { postern: postern() } });
  const port = workerd.port('postern');
  const tokens = await insertTokens(workerd, { count: 3 * honest });
  const requests = tokens.map((token, i) =>
    get(verifyPath, token, i % 2 === 0 ? `203.0.113.${i % honest}` : floodingAddress(i)),
  );
  const verifyNext = (client: Client) => {
    const next = requests.splice(0, honest);
    return client({ port, requests: next, connections: 4, seconds: 60, most: honest });
  };
  const flood = { port, requests: madeUpRequests, connections: 32, seconds: 1 };

  return await withClient((client) =>
    withClient(async (flooder) => {
      // To warm the Worker up.
      await verifyNext(client);
      const calm = await verifyNext(client);
      const [stormy, refused] = await duringFlood(flooder, flood, () => verifyNext(client));
      return [toRow(calm, stormy, refused)];
    }),
  );
}

/** Floods until `act` has ended. Returns its result, and how many made-up tokens were refused a second. */
async function duringFlood<T>(
  flooder: Client,
  flood: Load,
  act: () => Promise<T>,
): Promise<[T, number]> {
  let isOver = false;
  const keepFlooding = async () => {
    let perSecond = 0;
    while (!isOver) {
      const measured = await flooder(flood);
      expectOnly(401, measured);
      ({ perSecond } = measured);
    }
    return perSecond;
  };
  const actInTime = async () => {
    await setTimeout(headStartMs);
    return await act().finally(() => {
      isOver = true;
    });
  };
  return await Promise.all([actInTime(), keepFlooding()]);
}

function toRow(calm: Measured, stormy: Measured, refusedPerSecond: number): Row {
  const latency = ({ p50, p99 }: Measured) => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  return {
    name: `good tokens refused during a flood (${honest} that the isolate has not seen)`,
    value: honest - (stormy.statuses['200'] ?? 0),
    unit: 'tokens',
    bar: { atMost: 0 },
    isExact: true,
    note: `${latency(stormy)}; without the flood ${latency(calm)}; ${Math.round(refusedPerSecond).toLocaleString('en')} made-up tokens refused a second`,
  };
}
