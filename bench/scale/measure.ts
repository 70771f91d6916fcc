import { byProgram } from '../gateway/requests.ts';
import { withOrigin } from '../gateway/stage.ts';
import { cpuPerRequest } from '../load/cpu.ts';
import { type Client, withClient } from '../load/load.ts';
import { metered, readMeter } from '../stage/meter.ts';
import { get, postern, posternByLink, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd, type Workerd } from '../stage/workerd.ts';
import { countVerification } from '../verify/count.ts';

const ways = ['cached', 'uncached', 'header', 'applink'] as const;

export interface Measured {
  /**
   * Milliseconds of CPU for a request: a verification from memory, one by the database, and a request through the gateway by
   * trusted header and by application link. This is the CPU of the whole process. It includes the runtime and the local D1,
   * which Cloudflare does not bill as CPU.
   */
  cpu: Record<(typeof ways)[number], number>;
  rowsRead: number;
  /** Rows written to record one use of a token, with the index. */
  rowsWritten: number;
}

/** Measures one request in the units that Cloudflare bills. */
export async function measureRequests(seconds: number): Promise<Measured> {
  return withOrigin(async ({ plain }) => {
    await using workerd = await startWorkerd({
      workers: {
        cached: postern(),
        uncached: postern(undefined, { VERIFY_CACHE_SECONDS: 0 }),
        header: postern(plain),
        applink: posternByLink(plain),
        counted: metered(postern()),
      },
    });
    const [token = ''] = await insertTokens(workerd, { count: 1 });
    const { cpu, rowsWritten } = await withClient(async (client) => ({
      cpu: await measureCpu(client, workerd, { token, seconds }),
      rowsWritten: await countUse(client, workerd, token),
    }));
    return { cpu, rowsWritten, rowsRead: (await countVerification()).rowsRead };
  });
}

async function measureCpu(
  client: Client,
  workerd: Workerd,
  { token, seconds }: { token: string; seconds: number },
): Promise<Measured['cpu']> {
  const cpu = { cached: 0, uncached: 0, header: 0, applink: 0 };
  for (const way of ways) {
    const isVerification = way === 'cached' || way === 'uncached';
    const requests = [isVerification ? get(verifyPath, token) : byProgram(token)];
    const load = { port: workerd.port(way), requests, connections: 8, seconds };
    await client(load);
    cpu[way] = 1000 * (await cpuPerRequest({ client, workerd, load }));
  }
  return cpu;
}

async function countUse(client: Client, workerd: Workerd, token: string): Promise<number> {
  await workerd.sql('UPDATE tokens SET last_used_at = 0');
  const requests = [get(verifyPath, token)];
  await client({ port: workerd.port('counted'), requests, connections: 1, seconds: 0.5 });
  return (await readMeter(workerd, 'counted')).rowsWritten;
}
