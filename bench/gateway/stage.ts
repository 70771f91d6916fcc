import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface Origin {
  /** The URLs of its two ports. */
  plain: string;
  streaming: string;
  /** What the plain port received last, without its body. */
  lastHead(): Promise<string>;
}

/** An origin in a process of its own, for as long as `use` takes. */
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
