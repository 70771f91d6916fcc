import { withClient } from './load/load.ts';
import { overStarts, race, ratioBetween } from './load/rounds.ts';
import type { Bench } from './row.ts';
import { floor, get, postern } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const path = '/jira/_postern/verify?scope=read';

/** The verify endpoint with a token that this isolate knows, beside a Worker that only answers. */
export const verify: Bench = async ({ quick }) => {
  const found = await overStarts(quick ? 1 : 5, () => raceOnce(quick));
  const { ok } = found;
  return (['cached', 'restricted'] as const).flatMap((name) => [
    {
      name: name === 'cached' ? name : 'cached, of a token with four address ranges',
      value: found[name].perSecond,
      unit: 'a second',
      beside: { name: 'a Worker that answers ok', value: ok.perSecond },
      ratio: ratioBetween(found[name], ok),
      ...(name === 'cached' && { bar: { atLeast: 0.9 } }),
      note: `p50 ${found[name].p50.toFixed(3)} ms beside ${ok.p50.toFixed(3)}, p99 ${found[name].p99.toFixed(3)} beside ${ok.p99.toFixed(3)}`,
    },
  ]);
};

async function raceOnce(quick: boolean) {
  const nowhere = 'http://127.0.0.1:1';
  await using workerd = await startWorkerd({
    workers: { postern: postern(nowhere), ok: floor('ok') },
  });
  const owner = { site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const [plain = ''] = await insertTokens(workerd, { count: 1, ...owner });
  const ipRanges = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.0/24', '203.0.113.0/24'];
  const [restricted = ''] = await insertTokens(workerd, { count: 1, ...owner, ipRanges });
  const found = await withClient((client) =>
    race(
      client,
      {
        ok: { port: workerd.port('ok'), requests: [get(path, plain)] },
        cached: { port: workerd.port('postern'), requests: [get(path, plain)] },
        restricted: { port: workerd.port('postern'), requests: [get(path, restricted)] },
      },
      { rounds: quick ? 1 : 4, seconds: quick ? 0.3 : 1, connections: 8 },
    ),
  );
  return found;
}
