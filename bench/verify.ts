import { rowBeside } from './load/beside.ts';
import { withClient } from './load/load.ts';
import { overStarts, race, type Standing } from './load/rounds.ts';
import type { Bench } from './row.ts';
import { floor, get, postern, verifyPath } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

/** The verify endpoint with a token that this isolate knows, beside a Worker that only answers. */
export const verify: Bench = async ({ quick }) => {
  const found = await overStarts(quick ? 1 : 5, () => raceOnce(quick));
  const ok: [string, Standing] = ['a Worker that answers ok', found.ok];
  return [
    { ...rowBeside('cached', found.cached, ok), bar: { atLeast: 0.9 } },
    rowBeside('cached, of a token with four address ranges', found.restricted, ok),
  ];
};

async function raceOnce(quick: boolean) {
  await using workerd = await startWorkerd({
    workers: { postern: postern(), ok: floor('ok') },
  });
  const [plain = ''] = await insertTokens(workerd, { count: 1 });
  const ipRanges = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.0/24', '203.0.113.0/24'];
  const [restricted = ''] = await insertTokens(workerd, { count: 1, ipRanges });
  return await withClient((client) =>
    race(
      client,
      {
        ok: { port: workerd.port('ok'), requests: [get(verifyPath, plain)] },
        cached: { port: workerd.port('postern'), requests: [get(verifyPath, plain)] },
        restricted: { port: workerd.port('postern'), requests: [get(verifyPath, restricted)] },
      },
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 0.8, connections: 8 },
    ),
  );
}
