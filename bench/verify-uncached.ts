import { withClient } from './load/load.ts';
import { race, ratioBetween } from './load/rounds.ts';
import type { Bench, Row } from './row.ts';
import { floor, get, postern } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const path = '/jira/_postern/verify?scope=read';
const count = 20_000;

/** The verify endpoint that asks the database each time, with another token each time, beside a bare hash and lookup. */
export const verifyUncached: Bench = async ({ quick }) => {
  const strict = { VERIFY_CACHE_SECONDS: 0 };
  await using workerd = await startWorkerd({
    workers: {
      strict: postern('http://127.0.0.1:1', strict),
      lookup: floor('lookup'),
    },
  });
  const owner = {
    count: quick ? 1000 : count,
    site: 'jira',
    owner: 'alice',
    ownerKey: 'JIRAUSER10101',
  };
  const ours = await insertTokens(workerd, owner);
  const bare = await insertTokens(workerd, { ...owner, bare: true });
  const requests = (all: string[]) => all.map((one) => get(path, one));
  const { uncached, lookup } = await withClient((client) =>
    race(
      client,
      {
        lookup: { port: workerd.port('lookup'), requests: requests(bare) },
        uncached: { port: workerd.port('strict'), requests: requests(ours) },
      },
      { rounds: quick ? 1 : 9, seconds: quick ? 0.3 : 3, connections: 8 },
    ),
  );
  return [
    {
      name: 'uncached',
      value: uncached.perSecond,
      unit: 'a second',
      beside: { name: 'a bare hash and one indexed SELECT', value: lookup.perSecond },
      ratio: ratioBetween(uncached, lookup),
      bar: { atLeast: 0.9 },
      note: `p50 ${uncached.p50.toFixed(3)} ms beside ${lookup.p50.toFixed(3)}, p99 ${uncached.p99.toFixed(3)} beside ${lookup.p99.toFixed(3)}`,
    },
    ...(await counted()),
  ];
};

/** What D1 itself counts for one verification, by its own figures; a Worker of its own that notes them. */
async function counted(): Promise<Row[]> {
  const { countVerification } = await import('./verify/count.ts');
  const { rowsRead, rowsWritten } = await countVerification();
  return [
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
}
