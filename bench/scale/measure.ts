import { withClient } from '../load/load.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { get, postern } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';
import { countVerification } from '../verify/count.ts';

export interface Measured {
  /** Of the whole process that runs the Worker: what the runtime takes for a request is in it, which Cloudflare does not bill. */
  cpuMilliseconds: number;
  rowsRead: number;
  /** By noting one use, with the index. */
  rowsWritten: number;
}

/** What one verification takes, in the units that are billed. */
export async function measureVerification(seconds: number): Promise<Measured> {
  const nowhere = 'http://127.0.0.1:1';
  const workerd = await startWorkerd({
    workers: { postern: postern(nowhere), counted: metered(postern(nowhere)) },
  });
  const owner = { count: 1, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const [token = ''] = await insertTokens(workerd, owner);
  const requests = [get('/jira/_postern/verify?scope=read', token)];
  const cpuMilliseconds = await withClient(async (client) => {
    const load = { port: workerd.port('postern'), requests, connections: 8 };
    await client({ ...load, seconds });
    const before = workerd.cpuSeconds();
    const { perSecond } = await client({ ...load, seconds });
    return (1000 * (workerd.cpuSeconds() - before)) / (perSecond * seconds);
  });
  await workerd.sql('UPDATE tokens SET last_used_at = 0');
  await withClient((client) =>
    client({ port: workerd.port('counted'), requests, connections: 1, seconds: 0.5 }),
  );
  const { rowsWritten } = await readMeter(workerd, 'counted');
  await workerd.stop();
  return { cpuMilliseconds, rowsWritten, rowsRead: (await countVerification()).rowsRead };
}
