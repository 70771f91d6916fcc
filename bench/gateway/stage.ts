import { fork } from 'node:child_process';
import { once } from 'node:events';

/** URLs of the origin's two ports, for as long as `use` takes. */
export async function withOrigin<T>(
  use: (origin: { plain: string; streaming: string }) => Promise<T>,
): Promise<T> {
  const child = fork(new URL('origin.ts', import.meta.url));
  try {
    const [ports] = (await once(child, 'message')) as [number[]];
    const [plain, streaming] = ports.map((port) => `http://127.0.0.1:${port}`);
    return await use({ plain: plain ?? '', streaming: streaming ?? '' });
  } finally {
    child.kill();
  }
}
