import { errorFacts, log } from '../log.ts';

/**
 * What is counted, in the order of the data point's doubles; docs/operate.md has the queries. Append, never move.
 * Instants and durations are milliseconds. `…Max` is the largest of the interval, the others are sums.
 */
export const metricFields = [
  'passed',
  'refused',
  'malformed',
  'forbidden',
  'unavailable',
  'passwordsBlocked',
  'lookups',
  'lookupFailures',
  'lookupMs',
  'lookupMsMax',
  'originRequests',
  'originFailures',
  'originErrors',
  'originMs',
  'originMsMax',
] as const;

type MetricField = (typeof metricFields)[number];
type Sums = Record<MetricField, number>;

/** The site of what belongs to none, such as lookups; no site's id can be this. */
export const everySite = '*';

/** How often an isolate that has something to say says it: data points cost, additions don't. */
const everyMs = 10_000;

export type Metrics = ReturnType<typeof createMetrics>;

/** What a call is counted as, and how its answer is where that is none of the good ones. */
interface Timed<T> {
  site: string;
  kind: 'lookup' | 'origin';
  call: () => Promise<T>;
  errorIn?: (answer: T) => boolean;
}

/**
 * Sums in this isolate's memory, written as one data point for each site at most every 10 s. What an isolate has not written
 * when it ends is lost: at most that much. Without a data set nothing is counted.
 */
export function createMetrics(dataset: AnalyticsEngineDataset | undefined, now: () => number) {
  const sums = new Map<string, Sums>();
  let writtenAt = now();

  function write(): void {
    writtenAt = now();
    for (const [site, sum] of sums)
      dataset?.writeDataPoint({
        indexes: [site],
        doubles: metricFields.map((field) => sum[field]),
      });
    sums.clear();
  }

  function change(site: string, by: (sum: Sums) => void): void {
    if (!dataset) return;
    const sum = sums.get(site) ?? nothing();
    sums.set(site, sum);
    by(sum);
    if (now() - writtenAt < everyMs) return;
    try {
      write();
    } catch (error) {
      // Whether it can be counted decides nothing: the request goes on.
      log('warn', 'metrics.not-written', errorFacts(error));
    }
  }

  async function time<T>({ site, kind, call, errorIn }: Timed<T>): Promise<T> {
    const begun = now();
    let trouble: MetricField | undefined = `${kind}Failures`;
    try {
      const answer = await call();
      trouble = errorIn?.(answer) ? 'originErrors' : undefined;
      return answer;
    } finally {
      const ms = now() - begun;
      change(site, (sum) => {
        sum[kind === 'lookup' ? 'lookups' : 'originRequests']++;
        sum[`${kind}Ms`] += ms;
        sum[`${kind}MsMax`] = Math.max(sum[`${kind}MsMax`], ms);
        if (trouble) sum[trouble]++;
      });
    }
  }

  return {
    count: (site: string, field: MetricField) =>
      change(site, (sum) => {
        sum[field]++;
      }),

    /** Counts a call, how long it took, and whether it failed; answers and throws what the call does. */
    timed: time,
  };
}

function nothing(): Sums {
  return Object.fromEntries(metricFields.map((field) => [field, 0])) as Sums;
}
