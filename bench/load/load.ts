import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Requests as text, sent in order, again and again, over several connections. */
export interface Load {
  port: number;
  requests: readonly string[];
  /** Index of the first request. An index beyond the last request starts again at the first. */
  from?: number;
  connections: number;
  seconds: number;
  /** Stop after this number of requests, even before `seconds` are over. */
  most?: number;
}

/** Latencies in milliseconds. */
export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  statuses: Record<string, number>;
  /** `from` for a load that continues with the next request. */
  next: number;
}

export type Client = (load: Load) => Promise<Measured>;

/** Runs a client process until `use` is done. */
export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const child = fork(new URL('client.ts', import.meta.url), { serialization: 'advanced' });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the client failed');
  });
  ended.catch(() => undefined);
  try {
    return await use(async (load) => {
      child.send(load);
      const [measured] = await Promise.race([once(child, 'message'), ended]);
      return measured as Measured;
    });
  } finally {
    child.kill();
  }
}

/** Throws if an answer had another status, because then something else was measured. */
export function expectOnly(status: number, { statuses }: Measured): void {
  if (Object.keys(statuses).join() !== String(status))
    throw new Error(`expected ${status} alone, got ${JSON.stringify(statuses)}`);
}
