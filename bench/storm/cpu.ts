import { cpuPerRequest } from '../load/cpu.ts';
import { withClient } from '../load/load.ts';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';
import { madeUpRequests, posternInRotation } from './made-up.ts';

type Measured = Record<'good' | 'madeUp' | 'madeUpInRotation', number>;

/** CPU of refusing a made-up token, compared with verifying a good one from memory. */
export async function compareCpu(quick: boolean): Promise<Row[]> {
  const rounds: Measured[] = [];
  for (let start = 0; start < (quick ? 1 : 3); start++) rounds.push(...(await measure(quick)));
  const micros = (name: keyof Measured) => 1e6 * median(rounds.map((round) => round[name]));
  const row = (name: string, of: keyof Measured): Row => ({
    name,
    value: micros(of),
    unit: 'µs of CPU',
    beside: { name: 'a good token from memory', value: micros('good') },
    ratio: median(rounds.map((round) => round[of] / round.good)),
  });
  return [
    { ...row('refusing a made-up token', 'madeUp'), bar: { atMost: 1.4 } },
    row('refusing a made-up token, with one previous tag key', 'madeUpInRotation'),
  ];
}

async function measure(quick: boolean): Promise<Measured[]> {
  await using workerd = await startWorkerd({
    workers: { postern: postern(), inRotation: posternInRotation() },
  });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  const common = { connections: 8, seconds: quick ? 0.3 : 0.8 };
  return await withClient(async (client) => {
    const cpu = (worker: string, requests: readonly string[], status: number) =>
      cpuPerRequest({
        client,
        workerd,
        load: { ...common, port: workerd.port(worker), requests },
        status,
      });
    const rounds: Measured[] = [];
    for (let round = 0; round < (quick ? 2 : 4); round++)
      rounds.push({
        good: await cpu('postern', [get(verifyPath, token)], 200),
        madeUp: await cpu('postern', madeUpRequests, 401),
        madeUpInRotation: await cpu('inRotation', madeUpRequests, 401),
      });
    // The first round warms the Workers up.
    return rounds.slice(1);
  });
}
