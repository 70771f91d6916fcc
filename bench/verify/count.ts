import { sendRaw } from '../../tests/wire/raw-client.ts';
import type { Row } from '../row.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

const tokens = 100;

/** D1's own count for a verification: the average over a hundred tokens, each shown once. */
export async function countVerification() {
  const strict = postern(undefined, { VERIFY_CACHE_SECONDS: 0 });
  await using workerd = await startWorkerd({ workers: { strict: metered(strict) } });
  const [first = '', ...others] = await insertTokens(workerd, { count: tokens + 1 });
  const verify = (authorization: string) =>
    sendRaw(workerd.port('strict'), get(verifyPath, authorization));
  // The first one also reads the policy.
  await verify(first);
  await readMeter(workerd, 'strict');
  for (const authorization of others) await verify(authorization);
  const meter = await readMeter(workerd, 'strict');
  return { rowsRead: meter.rowsRead / tokens, rowsWritten: meter.rowsWritten / tokens };
}

export async function countRows(): Promise<Row[]> {
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
