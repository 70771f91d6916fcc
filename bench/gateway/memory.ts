import type { Workerd } from '../stage/workerd.ts';

const everyMs = 10;

/** Watches how far the resident memory of workerd rises above its present value, in MiB. */
export function watchMemory(workerd: Workerd) {
  const before = workerd.residentBytes();
  let most = before;
  return {
    async during<T>(work: () => Promise<T>): Promise<T> {
      const timer = setInterval(() => {
        most = Math.max(most, workerd.residentBytes());
      }, everyMs);
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
    mebibytesMore: () => (most - before) / 2 ** 20,
  };
}
