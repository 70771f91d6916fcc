import { basic, mint } from '../tests/wire/tokens.ts';
import { type Measured, withClient } from './load/load.ts';
import { median } from './load/statistics.ts';
import type { Bench, Row } from './row.ts';
import { metered, readMeter } from './stage/meter.ts';
import { get, postern } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd } from './stage/workerd.ts';

const path = '/jira/_postern/verify?scope=read';
const perMinute = 60;
/** More than any cache of what is unknown holds. */
const distinct = 50_000;

interface Storm {
  name: string;
  addresses: number;
  secret: (i: number) => string;
}

const storms: Storm[] = [
  { name: 'malformed, from one address', addresses: 1, secret: (i) => `pst_${i}` },
  { name: 'malformed, from a thousand addresses', addresses: 1000, secret: (i) => `pst_${i}` },
  { name: 'unknown, from one address', addresses: 1, secret: mint },
  { name: 'unknown, from a thousand addresses', addresses: 1000, secret: mint },
];

/** Good tokens while as many connections as theirs send bad ones at full speed; each storm against a Worker of its own. */
export const storm: Bench = async ({ quick }) => {
  const workerd = await startWorkerd({
    workers: Object.fromEntries(
      storms.map(({ name }) => [name, metered(postern('http://127.0.0.1:1'))]),
    ),
  });
  const owner = { count: 200, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const good = (await insertTokens(workerd, owner)).map((one) => get(path, one));
  const seconds = quick ? 0.5 : 4;
  const rows: Row[] = [];
  await withClient((goodClient) =>
    withClient(async (badClient) => {
      for (const { name, addresses, secret } of storms) {
        const port = workerd.port(name);
        const bad = Array.from({ length: distinct }, (_, i) =>
          get(path, basic(`user${i % addresses}`, secret(i)), addressOf(i % addresses)),
        );
        const load = { port, requests: good, connections: 8, seconds };
        const calm: Measured[] = [];
        const stormy: Measured[] = [];
        await goodClient(load);
        await readMeter(workerd, name);
        let refused = 0;
        for (let round = 0; round < (quick ? 1 : 3); round++) {
          calm.push(await goodClient(load));
          const blows = badClient({ port, requests: bad, connections: 8, seconds: seconds + 0.2 });
          stormy.push(await goodClient(load));
          refused += (await blows).statuses['401'] ?? 0;
        }
        const { statements } = await readMeter(workerd, name);
        rows.push(...rowsOf({ name, addresses, calm, stormy, refused, statements }));
      }
    }),
  );
  await workerd.stop();
  return rows;
};

interface Found {
  name: string;
  addresses: number;
  calm: Measured[];
  stormy: Measured[];
  refused: number;
  statements: number;
}

function rowsOf({ name, addresses, calm, stormy, refused, statements }: Found): Row[] {
  const p99 = (all: Measured[]) => median(all.map((one) => one.p99));
  const lost = stormy.some(({ statuses }) => Object.keys(statuses).join() !== '200');
  if (lost) throw new Error(`${name}: a good token was refused`);
  return [
    {
      name: `${name}: p99 of good tokens`,
      value: p99(stormy),
      unit: 'ms',
      beside: { name: 'calm', value: p99(calm) },
      bar: { atMost: 2 },
      note: `${refused} bad ones refused meanwhile`,
    },
    {
      name: `${name}: statements`,
      value: statements,
      unit: 'statements',
      // What the limit lets through in two of its minutes, one a second beyond it, and the good tokens' own rows and policy.
      bar: { atMost: Math.min(2 * addresses * perMinute + 60 * addresses + 2000, refused + 2000) },
    },
  ];
}

function addressOf(i: number): string {
  return `198.51.${i >> 8}.${i & 255}`;
}
