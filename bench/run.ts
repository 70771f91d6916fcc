import { keep, type Outcome, print } from './results.ts';
import { type Bench, judge, type Row } from './row.ts';

// `npm run bench` runs all benches, `npm run bench <name> …` some. `--quick` makes the run short and keeps no results.
const benches: Record<string, () => Promise<Bench>> = {
  size: async () => (await import('./size.ts')).size,
  verify: async () => (await import('./verify.ts')).verify,
  peers: async () => (await import('./peers.ts')).peers,
  gateway: async () => (await import('./gateway.ts')).gateway,
  storm: async () => (await import('./storm.ts')).storm,
  million: async () => (await import('./million.ts')).million,
  startup: async () => (await import('./startup.ts')).startup,
  scale: async () => (await import('./scale.ts')).scale,
  ui: async () => (await import('./ui.ts')).ui,
};

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const wanted = words.filter((word) => word !== '--quick');
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}, and --quick.`,
  );
  process.exit(2);
}

const missed: string[] = [];
const failed: string[] = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  console.log(`\n== ${name}`);
  const outcome = await runBench(name);
  const { rows, seconds, failure } = outcome;
  print(rows);
  if (failure !== undefined) {
    console.log(`FAILED: ${failure}`);
    failed.push(`${name}: ${failure}`);
  }
  if (!quick) keep(name, outcome, Object.keys(benches));
  const isJudged = (row: Row) => row.isExact || !quick;
  const misses = rows.filter((row) => isJudged(row) && judge(row) === 'missed');
  missed.push(...misses.map((row) => `${name}: ${row.name}`));
  console.log(`== ${name}: ${Math.round(seconds)} s`);
}
sayAll('Missed', missed);
sayAll('Failed', failed);
// Exit explicitly: a Worker that a failed bench left running would keep this process alive.
process.exit(missed.length + failed.length > 0 ? 1 : 0);

/** Runs a bench. An error becomes a `failure`, so that the other benches still run. */
async function runBench(name: string): Promise<Outcome> {
  const started = performance.now();
  const secondsUntilNow = () => (performance.now() - started) / 1000;
  try {
    const rows = (await (await benches[name]?.())?.({ quick })) ?? [];
    return { rows, seconds: secondsUntilNow() };
  } catch (error) {
    console.error(error);
    const [failure = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { rows: [], seconds: secondsUntilNow(), failure };
  }
}

function sayAll(title: string, names: readonly string[]): void {
  if (names.length > 0) console.log(`\n${title}:\n${names.map((one) => `  ${one}`).join('\n')}`);
}
