import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Requests as text, sent in turn over so many connections at once for so long. */
export interface Load {
  port: number;
  requests: readonly string[];
  connections: number;
  seconds: number;
  /** Between an answer and the next request of its connection. */
  pauseMs?: number;
}

/** Latencies in milliseconds. */
export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  statuses: Record<string, number>;
}

export type Client = (load: Load) => Promise<Measured>;

/** A process that makes requests, for as long as `use` takes. */
export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const child = fork(new URL('client.ts', import.meta.url), { serialization: 'advanced' });
  try {
    return await use(async (load) => {
      child.send(load);
      const [measured] = await once(child, 'message');
      return measured as Measured;
    });
  } finally {
    child.kill();
  }
}

/** Fails where an answer had another status: the speed of something else was measured. */
export function expectOnly(status: number, { statuses }: Measured): void {
  if (Object.keys(statuses).join() !== String(status))
    throw new Error(`expected ${status} alone, got ${JSON.stringify(statuses)}`);
}
