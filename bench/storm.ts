import { setTimeout } from 'node:timers/promises';
import { basic, mint } from '../tests/wire/tokens.ts';
import { type Measured, withClient } from './load/load.ts';
import { ratioBetween } from './load/rounds.ts';
import { median } from './load/statistics.ts';
import type { Bench, Row } from './row.ts';
import { metered, readMeter } from './stage/meter.ts';
import { get, postern } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const path = '/jira/_postern/verify?scope=read';
const perMinute = 60;
/** The good tokens' own rows, uses and policy, anew each ten seconds, several at once. */
const ofGood = 200;
/** More than any cache of what is unknown holds, and no more: the client's own work on them would be in what is measured. */
const distinct = 6000;
/** The others have begun by then. */
const headStartMs = 300;

interface Storm {
  name: string;
  addresses: number;
  secret: (i: number) => string;
  /** What all of it may cost in queries: docs/security.md, and each address once before it is a suspect. */
  queries: (seconds: number) => number;
}

const storms: Storm[] = [
  {
    name: 'malformed, from one address',
    addresses: 1,
    secret: (i) => `pst_${i}`,
    queries: () => 0,
  },
  {
    name: 'malformed, from a thousand addresses',
    addresses: 1000,
    secret: (i) => `pst_${i}`,
    queries: () => 0,
  },
  {
    name: 'unknown, from one address',
    addresses: 1,
    secret: mint,
    // Those at once that were not yet counted; one a second in vain beyond.
    queries: (seconds) => perMinute + 8 + 10 + seconds,
  },
  {
    name: 'unknown, from a thousand addresses',
    addresses: 1000,
    secret: mint,
    queries: (seconds) => 1000 + 100 + 10 * seconds,
  },
];

/** Good tokens while as many connections as theirs send bad ones at full speed; each storm against a Worker of its own. */
export const storm: Bench = async ({ quick }) => {
  await using workerd = await startWorkerd({
    workers: Object.fromEntries(
      storms.map(({ name }) => [name, metered(postern('http://127.0.0.1:1'))]),
    ),
  });
  // So few that what is looked up anew every ten seconds, all of it at once, is no hundredth of a run.
  const owner = { count: 20, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const good = (await insertTokens(workerd, owner)).map((one) => get(path, one));
  const seconds = quick ? 0.5 : 1.3;
  const rounds = quick ? 1 : 7;
  const rows: Row[] = [];
  await withClient((goodClient) =>
    withClient(async (badClient) => {
      for (const { name, addresses, secret, queries } of storms) {
        const port = workerd.port(name);
        const bad = Array.from({ length: distinct }, (_, i) =>
          get(path, basic(`user${i % addresses}`, secret(i)), addressOf(i % addresses)),
        );
        const load = { port, requests: good, connections: 8, seconds };
        const calm: Measured[] = [];
        const crowded: Measured[] = [];
        const stormy: Measured[] = [];
        const during = async (requests: readonly string[], into: Measured[]) => {
          const others = badClient({ port, requests, connections: 8, seconds: seconds + 0.6 });
          await setTimeout(headStartMs);
          into.push(await goodClient(load));
          return (await others).statuses['401'] ?? 0;
        };
        await goodClient(load);
        await readMeter(workerd, name);
        const begun = performance.now();
        let refused = 0;
        for (let round = 0; round < rounds; round++) {
          calm.push(await goodClient(load));
          await during(good, crowded);
          refused += await during(bad, stormy);
        }
        const { statements } = await readMeter(workerd, name);
        const most = queries((performance.now() - begun) / 1000);
        rows.push(...rowsOf({ name, calm, crowded, stormy, refused, statements, most }));
      }
    }),
  );
  return rows;
};

interface Found {
  name: string;
  calm: Measured[];
  /** With as many connections again that use good tokens. */
  crowded: Measured[];
  stormy: Measured[];
  refused: number;
  statements: number;
  /** Of the bad ones. */
  most: number;
}

function rowsOf({ name, calm, crowded, stormy, refused, statements, most }: Found): Row[] {
  const p99 = (all: Measured[]) => median(all.map((one) => one.p99));
  const lost = stormy.some(({ statuses }) => Object.keys(statuses).join() !== '200');
  if (lost) throw new Error(`${name}: a good token was refused`);
  return [
    {
      name: `${name}: p99 of good tokens`,
      value: p99(stormy),
      unit: 'ms',
      beside: { name: 'calm', value: p99(calm) },
      ratio: ratioBetween({ rounds: stormy }, { rounds: calm }, 'p99'),
      bar: { atMost: 2 },
      note: `${refused} bad ones refused meanwhile`,
    },
    {
      name: `${name}: p99 of good tokens`,
      value: p99(stormy),
      unit: 'ms',
      beside: { name: 'as many more good ones instead', value: p99(crowded) },
      ratio: ratioBetween({ rounds: stormy }, { rounds: crowded }, 'p99'),
    },
    {
      name: `${name}: statements`,
      value: statements,
      unit: 'statements',
      bar: { atMost: Math.round(most) + ofGood },
      isExact: true,
    },
  ];
}

function addressOf(i: number): string {
  return `198.51.${i >> 8}.${i & 255}`;
}
