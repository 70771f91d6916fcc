import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Requests as text, sent in turn over so many connections at once for so long. */
export interface Load {
  port: number;
  requests: readonly string[];
  /** Which of them is the first; counted on beyond the last one, which the first one follows. */
  from?: number;
  connections: number;
  seconds: number;
  /** Ends after so many requests, even before the time is up. */
  most?: number;
}

/** Latencies in milliseconds. */
export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  statuses: Record<string, number>;
  /** `from` of the load that is to go on with the next request. */
  next: number;
}

export type Client = (load: Load) => Promise<Measured>;

/** A process that makes requests, for as long as `use` takes. */
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

/** Fails where an answer had another status: the speed of something else was measured. */
export function expectOnly(status: number, { statuses }: Measured): void {
  if (Object.keys(statuses).join() !== String(status))
    throw new Error(`expected ${status} alone, got ${JSON.stringify(statuses)}`);
}
