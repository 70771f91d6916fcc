import { withClient } from './load/load.ts';
import type { Bench } from './row.ts';
import { metered, readMeter } from './stage/meter.ts';
import { get, postern, verifyPath } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const wanted = 10_000;

/** A token that was not used yet, verified ten thousand times within LAST_USED_SECONDS: what is written of it. */
export const lastUsed: Bench = async ({ quick }) => {
  await using workerd = await startWorkerd({
    workers: { postern: metered(postern()) },
  });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  await workerd.sql('UPDATE tokens SET last_used_at = 0');
  const requests = [get(verifyPath, token)];
  const port = workerd.port('postern');
  let verified = 0;
  await withClient(async (client) => {
    while (verified < (quick ? 500 : wanted)) {
      const { statuses } = await client({ port, requests, connections: 8, seconds: 0.5 });
      verified += statuses['200'] ?? 0;
    }
  });
  const meter = await readMeter(workerd, 'postern');
  const note = `${verified} verifications, ${meter.statements} statements in all`;
  return [
    {
      name: 'tokens changed',
      value: meter.changes,
      unit: 'rows',
      bar: { atLeast: 1, atMost: 1 },
      isExact: true,
      note,
    },
    {
      name: 'rows written, with those of indexes',
      value: meter.rowsWritten,
      unit: 'rows',
      note: 'the token and its place in the index by last use, which the Token Manager sorts by',
    },
  ];
};
