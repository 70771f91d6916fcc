/**
 * Cloudflare's published prices of the Workers Paid plan in US dollars, for usage beyond the monthly inclusions.
 * Read in November 2026:
 * https://developers.cloudflare.com/workers/platform/pricing/,
 * https://developers.cloudflare.com/workers/observability/logs/workers-logs/#pricing and https://developers.cloudflare.com/d1/platform/pricing/
 */
export const plan = 5;

const million = 1e6;

export const prices = {
  requests: { each: 0.3 / million, included: 10 * million },
  cpuMilliseconds: { each: 0.02 / million, included: 30 * million },
  rowsRead: { each: 0.001 / million, included: 25_000 * million },
  rowsWritten: { each: 1 / million, included: 50 * million },
  /** Workers Logs: each line, and each invocation if invocation logs are on. */
  logEvents: { each: 0.6 / million, included: 20 * million },
  /** For a gigabyte and month. */
  storage: { each: 0.75, included: 5 },
};

export type Used = Partial<Record<keyof typeof prices, number>>;

/** The cost of a month with this usage, without the plan's own price. */
export function monthlyCost(used: Used): number {
  return sum(
    used,
    (kind, amount) => Math.max(0, amount - prices[kind].included) * prices[kind].each,
  );
}

/** The cost of this usage if the monthly inclusions are used up. */
export function marginalCost(used: Used): number {
  return sum(used, (kind, amount) => amount * prices[kind].each);
}

function sum(used: Used, costOf: (kind: keyof typeof prices, amount: number) => number): number {
  return Object.entries(used).reduce(
    (total, [kind, amount]) => total + costOf(kind as keyof typeof prices, amount),
    0,
  );
}
