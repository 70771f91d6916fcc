import { basic, makeUp, mint } from '../../tests/wire/tokens.ts';
import { withClient } from '../load/load.ts';
import { race, ratioBetween, type Standing } from '../load/rounds.ts';
import type { Row } from '../row.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd, type Workerd } from '../stage/workerd.ts';

/** More than the bench sends within 5 s, because the Worker remembers an expired token for that long. */
const distinct = 1000;

/**
 * Timing attack: the time of a refusal must not tell a client why a token was refused. In strict mode each refusal costs a
 * query. The first reason is measured twice, because the difference between the two is the noise.
 */
export async function compareRefusals(quick: boolean): Promise<Row[]> {
  await using workerd = await startWorkerd({
    workers: { strict: postern(undefined, { VERIFY_CACHE_SECONDS: 0 }) },
  });
  const credentials = await createCredentials(workerd);
  const port = workerd.port('strict');
  const contestant = (name: keyof typeof credentials) => ({
    port,
    requests: credentials[name].map((one) => get(verifyPath, one)),
    status: 401,
  });
  const found = await withClient((client) =>
    race(
      client,
      {
        unknown: contestant('unknown'),
        again: contestant('again'),
        otherUser: contestant('otherUser'),
        expired: contestant('expired'),
        madeUp: contestant('madeUp'),
      },
      { rounds: quick ? 2 : 15, seconds: quick ? 0.2 : 0.3, connections: 1 },
    ),
  );
  return toRows(found);
}

async function createCredentials(workerd: Workerd) {
  const many = (secret: () => string) =>
    Array.from({ length: distinct }, () => basic('alice', secret()));
  return {
    unknown: many(() => mint()),
    again: many(() => mint()),
    otherUser: await insertTokens(workerd, { count: 1, user: 'bob' }),
    expired: await insertTokens(workerd, { count: distinct, expiresAt: Date.now() - 1000 }),
    madeUp: many(makeUp),
  };
}

type Found = Record<'unknown' | 'again' | 'otherUser' | 'expired' | 'madeUp', Standing>;

/** The bar is three times the noise, or five percent if that is more. */
function toRows({ unknown, again, otherUser, expired, madeUp }: Found): Row[] {
  const difference = (one: Standing) => Math.abs(ratioBetween(one, unknown, 'p50') - 1);
  const allowed = Math.max(3 * difference(again), 0.05);
  const farthest = difference(otherUser) > difference(expired) ? otherUser : expired;
  const besideUnknown = (one: Standing) => ({
    value: one.p50,
    unit: 'ms',
    beside: { name: 'no such token', value: unknown.p50 },
    ratio: ratioBetween(one, unknown, 'p50'),
  });
  return [
    {
      name: 'refusal, the reason that differs most',
      ...besideUnknown(farthest),
      bar: { atLeast: 1 - allowed, atMost: 1 + allowed },
      note: `medians: no such token ${unknown.p50.toFixed(3)} ms, again ${again.p50.toFixed(3)}, another user's ${otherUser.p50.toFixed(3)}, expired ${expired.p50.toFixed(3)}`,
    },
    {
      name: 'refusal of a made-up token',
      ...besideUnknown(madeUp),
      note: 'needs no query; tells a client only that it made the token up',
    },
  ];
}
