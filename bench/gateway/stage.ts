import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface Origin {
  /** The URLs of its two ports. */
  plain: string;
  streaming: string;
  /** The head of the last request at the plain port. */
  lastHead(): Promise<string>;
}

/** Runs an origin in a separate process until `use` is done. */
export async function withOrigin<T>(use: (origin: Origin) => Promise<T>): Promise<T> {
  const child = fork(new URL('origin.ts', import.meta.url));
  try {
    const [ports] = (await once(child, 'message')) as [number[]];
    const [plain = '', streaming = ''] = ports.map((port) => `http://127.0.0.1:${port}`);
    const lastHead = async () => (await fetch(`${streaming}/last-head`)).text();
    return await use({ plain, streaming, lastHead });
  } finally {
    child.kill();
  }
}
