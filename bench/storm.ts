import { withClient } from './load/load.ts';
import { ratioBetween } from './load/rounds.ts';
import { median } from './load/statistics.ts';
import type { Bench, Row } from './row.ts';
import { metered } from './stage/meter.ts';
import { get, postern, verifyPath } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';
import { badRequests, type Storm, storms, unknownFromMany } from './storm/storms.ts';
import { observe, type Weather } from './storm/weather.ts';

/** So few that what is looked up anew every ten seconds, all of it at once, is no hundredth of a run. */
const known = 20;
/** Their rows, uses and policy, anew each ten seconds, several at once. */
const ofKnown = 200;
/** More than are looked up in all rounds by local D1. */
const unseen = 60_000;

interface Run {
  storm: Storm;
  /** Whether each good token is one that the isolate never saw, and costs its query. */
  areNew: boolean;
  worker: string;
}

const runs: Run[] = [
  ...storms.map((storm) => ({ storm, areNew: false, worker: storm.name })),
  { storm: unknownFromMany, areNew: true, worker: 'new' },
];

/** Good tokens while as many connections as theirs send bad ones at full speed; each storm against a Worker of its own. */
export const storm: Bench = async ({ quick }) => {
  await using workerd = await startWorkerd({
    workers: Object.fromEntries(runs.map(({ worker }) => [worker, metered(postern())])),
  });
  const crowd = await goodRequests(workerd, known);
  const newOnes = quick ? unseen / 10 : unseen;
  const load = { secondsEach: quick ? 0.5 : 1.1, rounds: quick ? 1 : 7 };
  const rows: Row[] = [];
  await withClient((good) =>
    withClient(async (others) => {
      for (const run of runs) {
        const { worker, storm, areNew } = run;
        const setting = { workerd, worker, clients: { good, others }, ...load };
        const weather = await observe(setting, {
          good: areNew ? await goodRequests(workerd, newOnes) : crowd,
          isOnce: areNew,
          crowd,
          bad: badRequests(storm),
        });
        rows.push(...rowsOf(run, weather));
      }
    }),
  );
  return rows;
};

async function goodRequests(workerd: Workerd, count: number): Promise<string[]> {
  return (await insertTokens(workerd, { count })).map((one) => get(verifyPath, one));
}

function rowsOf({ storm, areNew }: Run, weather: Weather): Row[] {
  const { calm, crowded, stormy, refused, statements, seconds } = weather;
  const p99 = median(stormy.map((one) => one.p99));
  const beside = (name: string, all: typeof stormy) => ({
    name: `${storm.name}: p99 of good tokens${areNew ? ' that are new here' : ''}`,
    value: p99,
    unit: 'ms',
    beside: { name, value: median(all.map((one) => one.p99)) },
    ratio: ratioBetween({ rounds: stormy }, { rounds: all }, 'p99'),
  });
  const answered = [calm, crowded, stormy].flat().reduce((sum, one) => sum + one.next, 0);
  return [
    {
      ...beside('calm', calm),
      bar: { atMost: 2 },
      note: `${refused} bad ones refused meanwhile`,
    },
    beside('as many more good ones instead', crowded),
    {
      name: areNew
        ? `${storm.name}: statements beside one for each new one`
        : `${storm.name}: statements`,
      value: areNew ? statements - answered : statements,
      unit: 'statements',
      bar: { atMost: Math.round(storm.queries(seconds)) + ofKnown },
      isExact: true,
    },
  ];
}
