import { rowBeside } from '../load/beside.ts';
import { withClient } from '../load/load.ts';
import { overStarts, race } from '../load/rounds.ts';
import type { Row } from '../row.ts';
import { floor, get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

/** A token that the isolate has in memory, compared with a Worker that only answers. */
export async function verifyFromMemory(quick: boolean): Promise<Row[]> {
  const { cached, ok } = await overStarts(quick ? 1 : 5, () => raceOnce(quick));
  return [
    {
      ...rowBeside('from memory', cached, ['a Worker that answers ok', ok]),
      bar: { atLeast: 0.85 },
    },
  ];
}

async function raceOnce(quick: boolean) {
  await using workerd = await startWorkerd({ workers: { postern: postern(), ok: floor('ok') } });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  const requests = [get(verifyPath, token)];
  return await withClient((client) =>
    race(
      client,
      {
        ok: { port: workerd.port('ok'), requests },
        cached: { port: workerd.port('postern'), requests },
      },
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 0.6, connections: 8 },
    ),
  );
}
