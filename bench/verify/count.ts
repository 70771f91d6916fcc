import { sendRaw } from '../../tests/wire/raw-client.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { get, postern } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

const tokens = 100;

/** What a verification costs in D1's own figures, on average over a hundred tokens that are each shown for the first time. */
export async function countVerification() {
  const strict = postern('http://127.0.0.1:1', { VERIFY_CACHE_SECONDS: 0 });
  await using workerd = await startWorkerd({ workers: { strict: metered(strict) } });
  const owner = { site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const [first = '', ...others] = await insertTokens(workerd, { count: tokens + 1, ...owner });
  const verify = (authorization: string) =>
    sendRaw(workerd.port('strict'), get('/jira/_postern/verify?scope=read', authorization));
  await verify(first);
  await readMeter(workerd, 'strict');
  for (const authorization of others) await verify(authorization);
  const meter = await readMeter(workerd, 'strict');
  return { rowsRead: meter.rowsRead / tokens, rowsWritten: meter.rowsWritten / tokens };
}
