import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideChromium, provideFirefox } from '../playground/browser.ts';

// What `npm test` runs: every suite, or those named (`npm test worker e2e`); ends with the counts over all of them.
interface Counts {
  passed: number;
  failed: number;
}

const results = mkdtempSync(join(tmpdir(), 'postern-test-'));
/** Where a suite says what it has to say. */
type Print = (text: string) => void;

const suites: Record<string, (print: Print) => Promise<Counts>> = {
  check: async (print) => count(await run(['npm', 'run', '--silent', 'check'], print)),
  unit: (print) => vitest('unit', print),
  worker: (print) => vitest('worker', print),
  extension: (print) => vitest('extension', print),
  wire: (print) => vitest('wire', print),
  proxies: (print) => vitest('proxies', print),
  deploy: (print) => vitest('deploy', print),
  guide: (print) => vitest('guide', print),
  stores: (print) => vitest('stores', print),
  e2e: async (print) => playwright('chromium', { CHROMIUM: await provideChromium() }, print),
  firefox: (print) => playwright('firefox', { FIREFOX: provideFirefox() }, print),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`,
  );
  process.exit(2);
}

const total: Counts = { passed: 0, failed: 0 };
if (wanted.length > 0) await runLane(wanted, (text) => process.stdout.write(text));
else {
  // Alone, since they write what the others build on; then side by side, as most of a browser's time is waiting.
  await runLane(['check', 'unit', 'stores'], (text) => process.stdout.write(text));
  await Promise.all([
    runLane(['worker', 'extension', 'wire', 'proxies', 'deploy', 'guide']),
    runLane(['e2e', 'firefox']),
  ]);
}
rmSync(results, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** One after the other. Without `print` each is printed whole when it has ended, so that lanes do not mix. */
async function runLane(names: readonly string[], print?: Print): Promise<void> {
  for (const name of names) {
    const kept: string[] = [];
    const say = print ?? ((text) => kept.push(text));
    say(`\n== ${name}\n`);
    const started = Date.now();
    const { passed, failed } = await outcomeOf(name, say);
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`== ${name}: ${passed} passed, ${failed} failed, ${seconds} s\n`);
    process.stdout.write(kept.join(''));
    total.passed += passed;
    total.failed += failed;
  }
}

/** A suite whose browser is missing has failed, and says how to get it; the others still run. */
async function outcomeOf(name: string, print: Print): Promise<Counts> {
  try {
    return (await suites[name]?.(print)) ?? count(false);
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n`);
    return count(false);
  }
}

function run(
  [command = '', ...args]: readonly string[],
  print: Print,
  env: Record<string, string> = {},
): Promise<boolean> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Databases and profiles are written thousands of times and kept for nothing: in memory, where there is room for them.
    env: { ...process.env, TMPDIR: memory(), ...env },
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (status) => resolve(status === 0));
  });
}

function count(isGood: boolean): Counts {
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(project: string, print: Print): Promise<Counts> {
  const file = join(results, `${project}.json`);
  const command = [
    process.execPath,
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    `--project=${project}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const isGood = await run(command, print);
  const report = read<{ numPassedTests: number; numTotalTests: number }>(file);
  return settle(
    isGood,
    report?.numPassedTests ?? 0,
    (report?.numTotalTests ?? 0) - (report?.numPassedTests ?? 0),
  );
}

/** In a real browser, with the built extension, the real Worker and the playground. */
async function playwright(
  project: string,
  browser: Record<string, string>,
  print: Print,
): Promise<Counts> {
  const file = join(results, `${project}.json`);
  const cli = join('node_modules', '@playwright', 'test', 'cli.js');
  const isGood = await run(
    [process.execPath, cli, 'test', `--project=${project}`, '--reporter=line,json'],
    print,
    { ...browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  const stats = read<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(file)?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) + (stats?.skipped ?? 0);
  return settle(isGood, stats?.expected ?? 0, failed);
}

/** A folder in memory with room for what the tests write, or that of all temporary files. */
function memory(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= 4 * 2 ** 30 ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A runner that failed although no test did (or ran none) has failed. */
function settle(isGood: boolean, passed: number, failed: number): Counts {
  return { passed, failed: failed === 0 && (!isGood || passed === 0) ? 1 : failed };
}

function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
