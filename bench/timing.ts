import { Agent, request } from 'node:http';
import { host, openHouse } from '../tests/wire/house.ts';
import { basic, mint } from '../tests/wire/tokens.ts';
import { median, quantile } from './load/statistics.ts';
import type { Bench, Row } from './row.ts';

/**
 * Whether the time of a refusal tells why: medians of all reasons, interleaved in one run against the real Worker in strict
 * mode, where each costs its query. The first reason is measured twice; how far those two lie apart is the noise.
 */
export const timing: Bench = async ({ quick }) => {
  const samples = quick ? 50 : Number(process.env.POSTERN_SAMPLES ?? 2000);
  const house = await openHouse({
    more: { strict: { VERIFY_CACHE_SECONDS: 0 } },
    onLog: () => undefined,
  });
  const bobs = await house.token({ owner: 'bob' });
  const expired = await house.token({ owner: 'alice', expiresAt: Date.now() - 1000 });
  const reasons: Record<string, () => string> = {
    // One name, as alice is one: a name that was never tried costs the rate limiter a new counter, whoever it belongs to.
    'unknown user': () => basic('nobody', mint()),
    'unknown user, again': () => basic('nobody', mint()),
    'known user, wrong token': () => basic('alice', mint()),
    "another's token": () => basic('alice', bobs.secret),
    'expired token': () => basic('alice', expired.secret),
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const port = house.workerd.port('strict');
  const times = new Map(Object.keys(reasons).map((reason) => [reason, [] as number[]]));
  for (let round = -200; round < samples; round++) {
    for (const [reason, credential] of shuffled(Object.entries(reasons))) {
      const taken = await timeOfRefusal(agent, port, credential());
      if (round >= 0) times.get(reason)?.push(taken);
    }
  }
  agent.destroy();
  await house.stop();
  return rowsOf(times);
};

/** Milliseconds from the first byte sent to the last received. */
function timeOfRefusal(agent: Agent, port: number, authorization: string): Promise<number> {
  const headers = { Host: host, Authorization: authorization };
  return new Promise((resolve, reject) => {
    const started = performance.now();
    request(
      { agent, port, host: '127.0.0.1', path: '/jira/_postern/verify', headers },
      (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 401) resolve(performance.now() - started);
          else reject(new Error(`not refused but ${response.statusCode}`));
        });
      },
    )
      .once('error', reject)
      .end();
  });
}

/** The bar: no median further from the first than three times the noise, or five percent, whichever is more. */
function rowsOf(times: Map<string, number[]>): Row[] {
  const medians = [...times].map(([reason, all]) => ({
    reason,
    median: median(all),
    p95: quantile(all, 0.95),
  }));
  const [first, again] = medians;
  if (!first || !again) return [];
  const allowed = Math.max((3 * Math.abs(first.median - again.median)) / first.median, 0.05);
  return medians.map(({ reason, median, p95 }) => ({
    name: reason,
    value: median,
    unit: 'ms',
    beside: { name: first.reason, value: first.median },
    bar: { atLeast: 1 - allowed, atMost: 1 + allowed },
    note: `p95 ${p95.toFixed(3)} ms`,
  }));
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
