/** Resolves after this many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

const intervalMs = 50;
const timeoutMs = 2000;

/** Every attempt within the time failed. */
export class Busy extends Error {
  override name = 'Busy';
}

export type Retry = ReturnType<typeof createRetry>;

/**
 * Repeats an attempt every 50 ms until it returns something, for up to 2 s; then throws Busy. Requests wait like this for
 * each other's database reads: a Worker must not await another request's promise, which ends when that request does.
 */
export function createRetry(pause: Pause) {
  return async <T>(attempt: () => T | undefined): Promise<T> => {
    for (let waitedMs = 0; ; waitedMs += intervalMs) {
      const result = attempt();
      if (result !== undefined) return result;
      if (waitedMs >= timeoutMs) throw new Busy('too many requests wait for the database');
      await pause(intervalMs);
    }
  };
}
