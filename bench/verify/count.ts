import { sendRaw } from '../../tests/wire/raw-client.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

const tokens = 100;

/** What a verification costs in D1's own figures, on average over a hundred tokens that are each shown for the first time. */
export async function countVerification() {
  const strict = postern(undefined, { VERIFY_CACHE_SECONDS: 0 });
  await using workerd = await startWorkerd({ workers: { strict: metered(strict) } });
  const [first = '', ...others] = await insertTokens(workerd, { count: tokens + 1 });
  const verify = (authorization: string) =>
    sendRaw(workerd.port('strict'), get(verifyPath, authorization));
  await verify(first);
  await readMeter(workerd, 'strict');
  for (const authorization of others) await verify(authorization);
  const meter = await readMeter(workerd, 'strict');
  return { rowsRead: meter.rowsRead / tokens, rowsWritten: meter.rowsWritten / tokens };
}
