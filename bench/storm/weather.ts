import { setTimeout } from 'node:timers/promises';
import { type Client, expectOnly, type Measured } from '../load/load.ts';
import { readMeter } from '../stage/meter.ts';
import type { Workerd } from '../stage/workerd.ts';

/** The others have begun by then. */
const headStartMs = 300;

/** What the good ones of one Worker met, round by round. */
export interface Weather {
  calm: Measured[];
  /** With as many connections again that use good tokens. */
  crowded: Measured[];
  stormy: Measured[];
  /** Bad ones. */
  refused: number;
  statements: number;
  /** In which they were counted. */
  seconds: number;
}

interface Setting {
  workerd: Workerd;
  worker: string;
  clients: Record<'good' | 'others', Client>;
  rounds: number;
  secondsEach: number;
}

/** More than are answered in one load. */
const eachTime = 10_000;

interface Requests {
  good: readonly string[];
  /** Whether each of the good ones is sent but once. */
  isOnce: boolean;
  crowd: readonly string[];
  bad: readonly string[];
}

/** Good tokens on 8 connections: alone, beside as many others that send good ones too, and beside as many that send bad ones. */
export async function observe(setting: Setting, wish: Requests): Promise<Weather> {
  const { workerd, worker, clients, rounds, secondsEach } = setting;
  const { good, isOnce, crowd, bad } = wish;
  const common = { port: workerd.port(worker), connections: 8 };
  const calm: Measured[] = [];
  const crowded: Measured[] = [];
  const stormy: Measured[] = [];
  let used = 0;

  async function askGood(): Promise<Measured> {
    const requests = isOnce ? good.slice(used, used + eachTime) : good;
    const measured = await clients.good({ ...common, requests, seconds: secondsEach });
    expectOnly(200, measured);
    used += measured.next;
    if (isOnce && measured.next > requests.length) throw new Error('more new tokens are needed');
    return measured;
  }

  /** Answers how many the others had answered. */
  async function during(requests: readonly string[], status: number, into: Measured[]) {
    const [others, ours] = await Promise.all([
      clients.others({ ...common, requests, seconds: secondsEach + 0.6 }),
      setTimeout(headStartMs).then(askGood),
    ]);
    expectOnly(status, others);
    into.push(ours);
    return others.statuses[status] ?? 0;
  }

  await askGood();
  await readMeter(workerd, worker);
  const begun = performance.now();
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    calm.push(await askGood());
    await during(crowd, 200, crowded);
    refused += await during(bad, 401, stormy);
  }
  const { statements } = await readMeter(workerd, worker);
  const seconds = (performance.now() - begun) / 1000;
  return { calm, crowded, stormy, refused, statements, seconds };
}
