interface Options {
  perSecond: number;
  /** Lines that may come at once after a quiet time. */
  burst: number;
  now: () => number;
}

export type LogLimit = ReturnType<typeof createLogLimit>;

/**
 * A token bucket for log lines of one kind, so that a flood of requests does not fill the log. Returns undefined if the line
 * must be left out; else how many lines were left out since the last one.
 */
export function createLogLimit({ perSecond, burst, now }: Options) {
  let available = burst;
  let refilledAt = now();
  let omitted = 0;

  return function takeLine(): { omitted: number } | undefined {
    const at = now();
    const refill = Math.max(0, at - refilledAt) * (perSecond / 1000);
    available = Math.min(burst, available + refill);
    refilledAt = at;
    if (available < 1) {
      omitted++;
      return undefined;
    }
    available--;
    const taken = { omitted };
    omitted = 0;
    return taken;
  };
}
