import { describe, expect, it } from 'vitest';
import { basic, jira, openIsolate, setPolicy } from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import { createMetrics, everySite, metricFields } from './metrics.ts';

interface Point {
  site: string;
  values: Record<string, number>;
}

/** A data set that keeps what it is told, and a clock. */
function stand() {
  const points: Point[] = [];
  const clock = { now: 1_000_000 };
  const dataset: AnalyticsEngineDataset = {
    writeDataPoint: ({ indexes = [], doubles = [] } = {}) =>
      void points.push({
        site: String(indexes[0]),
        values: Object.fromEntries(metricFields.map((field, at) => [field, doubles[at] ?? -1])),
      }),
  };
  return { points, clock, dataset, metrics: createMetrics(dataset, () => clock.now) };
}

describe('what is counted', () => {
  it('is written once in ten seconds, summed, one point a site', () => {
    const { points, clock, metrics } = stand();
    for (let i = 0; i < 1000; i++) metrics.count('jira', 'passed');
    metrics.count('wiki', 'refused');
    expect(points).toEqual([]);
    clock.now += 10_000;
    metrics.count('jira', 'forbidden');
    expect(points.map(({ site }) => site)).toEqual(['jira', 'wiki']);
    expect(points[0]?.values).toMatchObject({ passed: 1000, forbidden: 1, refused: 0 });
    expect(points[1]?.values).toMatchObject({ passed: 0, refused: 1 });
    clock.now += 10_000;
    metrics.count('jira', 'passed');
    expect(points[2]?.values).toMatchObject({ passed: 1, forbidden: 0 });
  });

  it('times calls: sum, largest, failures by what they are', async () => {
    const { points, clock, metrics } = stand();
    const taking = (ms: number, status = 200) => ({
      site: 'jira',
      kind: 'origin' as const,
      call: async () => {
        clock.now += ms;
        if (status === 0) throw new Error('no answer');
        return status;
      },
      errorIn: (answer: number) => answer >= 500,
    });
    expect(await metrics.timed(taking(30))).toBe(200);
    expect(await metrics.timed(taking(50, 503))).toBe(503);
    await expect(metrics.timed(taking(10, 0))).rejects.toThrow('no answer');
    clock.now += 10_000;
    metrics.count('jira', 'passed');
    expect(points[0]?.values).toMatchObject({
      originRequests: 3,
      originErrors: 1,
      originFailures: 1,
      originMs: 90,
      originMsMax: 50,
      lookups: 0,
    });
  });

  it('is lost where the data set takes nothing, and nothing else is', async () => {
    const { clock, dataset } = stand();
    dataset.writeDataPoint = () => {
      throw new Error('too many data points');
    };
    const metrics = createMetrics(dataset, () => clock.now);
    clock.now += 10_000;
    expect(() => metrics.count('jira', 'passed')).not.toThrow();
    clock.now += 10_000;
    const call = async () => 'the answer';
    expect(await metrics.timed({ site: 'jira', kind: 'origin', call })).toBe('the answer');
  });

  it('fits into a data point, whose names have no order but this', () => {
    expect(metricFields.length).toBeLessThanOrEqual(20);
    expect(new Set(metricFields).size).toBe(metricFields.length);
  });

  it('is nothing without a data set', async () => {
    const metrics = createMetrics(undefined, () => 0);
    metrics.count('jira', 'passed');
    expect(await metrics.timed({ site: 'jira', kind: 'origin', call: async () => 1 })).toBe(1);
  });
});

describe('the Worker counts', () => {
  it('verifications by outcome, lookups, and what the origin answered', async () => {
    const { points, dataset } = stand();
    const isolate = openIsolate({ METRICS: dataset });
    const { secret } = await isolate.create(jira, await logIn('jira', 'alice'), { scope: 'read' });
    const get = (authorization: string, method = 'GET') =>
      isolate.fetch(`${jira}/rest/api/2/myself`, {
        method,
        headers: { Authorization: authorization },
      });
    await get(basic('alice', secret));
    await get(basic('alice', secret));
    await get(basic('bob', secret));
    await get(basic('alice', secret), 'POST');
    await get(basic('alice', 'pst_x'));
    await get(basic('alice', 'a password'));
    await setPolicy('jira', { passwords: 'block' });
    await playground.configure({ isDown: true });
    await get(basic('alice', secret));
    await playground.configure({ isDown: false });

    const { now } = Date;
    Date.now = () => now() + 10_000;
    await get(basic('alice', secret)).finally(() => {
      Date.now = now;
    });
    const of = (site: string) => points.find((point) => point.site === site)?.values;
    expect(of('jira')).toMatchObject({ refused: 1, malformed: 1, forbidden: 1 });
    expect(of('jira')?.passed).toBeGreaterThanOrEqual(3);
    expect(of('jira')?.originErrors).toBe(1);
    expect(of('jira')?.originRequests).toBeGreaterThanOrEqual(4);
    expect(of(everySite)).toMatchObject({ lookups: 2, lookupFailures: 0, passed: 0 });
  });
});
