import { rowBeside } from '../load/beside.ts';
import { withClient } from '../load/load.ts';
import { overStarts, race } from '../load/rounds.ts';
import type { Row } from '../row.ts';
import { floor, get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

/** More than one process asks for, so that each token is asked for once. */
const tokens = 20_000;

/** Strict mode and another token each time, compared with a bare hash and SELECT. */
export async function verifyByDatabase(quick: boolean): Promise<Row[]> {
  const { uncached, lookup } = await overStarts(quick ? 1 : 3, () => raceOnce(quick));
  return [
    {
      ...rowBeside('by the database', uncached, ['a hash and one SELECT', lookup]),
      bar: { atLeast: 0.9 },
    },
  ];
}

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
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 1, connections: 8 },
    ),
  );
}
