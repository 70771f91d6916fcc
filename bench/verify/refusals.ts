import { Agent, request } from 'node:http';
import { host } from '../../tests/wire/house.ts';
import { basic, makeUp, mint } from '../../tests/wire/tokens.ts';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import { postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd, type Workerd } from '../stage/workerd.ts';

const warmUp = 200;

type Reason = 'unknown' | 'again' | 'otherUser' | 'expired' | 'madeUp';

/**
 * Timing attack: the time of a refusal must not tell a client why a token was refused. In strict mode each refusal, except that of
 * a made-up token, costs a query. The first reason is measured twice, because the difference between the two is the noise.
 */
export async function compareRefusals(quick: boolean): Promise<Row[]> {
  const samples = quick ? 50 : 1500;
  await using workerd = await startWorkerd({
    workers: { strict: postern(undefined, { VERIFY_CACHE_SECONDS: 0 }) },
  });
  const credentials = await createCredentials(workerd, warmUp + samples);
  const reasons = Object.keys(credentials) as Reason[];
  const times = Object.fromEntries(reasons.map((reason) => [reason, [] as number[]])) as Record<
    Reason,
    number[]
  >;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let sample = -warmUp; sample < samples; sample++) {
    for (const reason of shuffle(reasons)) {
      const taken = await timeRefusal(agent, workerd.port('strict'), credentials[reason]());
      if (sample >= 0) times[reason].push(taken);
    }
  }
  agent.destroy();
  return toRows(times);
}

/** Each expired token is shown once, because the Worker remembers it for 5 s. */
async function createCredentials(
  workerd: Workerd,
  count: number,
): Promise<Record<Reason, () => string>> {
  const [otherUser = ''] = await insertTokens(workerd, { count: 1, user: 'bob' });
  const expired = await insertTokens(workerd, { count, expiresAt: Date.now() - 1000 });
  return {
    unknown: () => basic('alice', mint()),
    again: () => basic('alice', mint()),
    otherUser: () => otherUser,
    expired: () => expired.pop() ?? '',
    madeUp: () => basic('alice', makeUp()),
  };
}

/** Milliseconds from sending the request to the end of the answer. */
function timeRefusal(agent: Agent, port: number, authorization: string): Promise<number> {
  const headers = { Host: host, Authorization: authorization };
  return new Promise((resolve, reject) => {
    const started = performance.now();
    request({ agent, port, host: '127.0.0.1', path: verifyPath, headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 401) resolve(performance.now() - started);
        else reject(new Error(`status ${response.statusCode} instead of 401`));
      });
    })
      .once('error', reject)
      .end();
  });
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** The bar is three times the noise, or five percent if that is more. */
function toRows(times: Record<Reason, number[]>): Row[] {
  const [unknown, again] = [median(times.unknown), median(times.again)];
  const [otherUser, expired] = [median(times.otherUser), median(times.expired)];
  const difference = (value: number) => Math.abs(value / unknown - 1);
  const allowed = Math.max(3 * difference(again), 0.05);
  const farthest = difference(otherUser) > difference(expired) ? otherUser : expired;
  const beside = { name: 'no such token', value: unknown };
  return [
    {
      name: 'refusal, the reason that differs most',
      value: farthest,
      unit: 'ms',
      beside,
      bar: { atLeast: 1 - allowed, atMost: 1 + allowed },
      note: `medians in ms: no such token ${unknown.toFixed(3)}, again ${again.toFixed(3)}, another user's ${otherUser.toFixed(3)}, expired ${expired.toFixed(3)}`,
    },
    {
      name: 'refusal of a made-up token',
      value: median(times.madeUp),
      unit: 'ms',
      beside,
      note: 'needs no query; tells a client only that it made the token up',
    },
  ];
}
