import { rowBeside } from './load/beside.ts';
import { withClient } from './load/load.ts';
import { overStarts, race } from './load/rounds.ts';
import type { Bench } from './row.ts';
import { floor, get, postern, verifyPath } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';
import { countVerification } from './verify/count.ts';

/** More than one process is asked for: each token is asked for once. */
const tokens = 20_000;

/** The verify endpoint that asks the database each time, with another token each time, beside a bare hash and lookup. */
export const verifyUncached: Bench = async ({ quick }) => {
  const { uncached, lookup } = await overStarts(quick ? 1 : 3, () => raceOnce(quick));
  const { rowsRead, rowsWritten } = await countVerification();
  return [
    {
      ...rowBeside('uncached', uncached, ['a bare hash and one indexed SELECT', lookup]),
      bar: { atLeast: 0.9 },
    },
    {
      name: 'rows read for a verification',
      value: rowsRead,
      unit: 'rows',
      bar: { atLeast: 1, atMost: 1 },
      isExact: true,
    },
    {
      name: 'rows written for a verification',
      value: rowsWritten,
      unit: 'rows',
      bar: { atMost: 0 },
      isExact: true,
    },
  ];
};

async function raceOnce(quick: boolean) {
  await using workerd = await startWorkerd({
    workers: { strict: postern(undefined, { VERIFY_CACHE_SECONDS: 0 }), lookup: floor('lookup') },
  });
  const count = quick ? 1000 : tokens;
  const ours = await insertTokens(workerd, { count });
  const bare = await insertTokens(workerd, { count, isBare: true });
  const on = (worker: string, all: string[]) => ({
    port: workerd.port(worker),
    requests: all.map((one) => get(verifyPath, one)),
  });
  return await withClient((client) =>
    race(
      client,
      { lookup: on('lookup', bare), uncached: on('strict', ours) },
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 2, connections: 8 },
    ),
  );
}
