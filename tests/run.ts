import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideChromium, provideFirefox } from '../playground/browser.ts';

// What `npm test` runs: every suite, or those named (`npm test worker e2e`); ends with the counts over all of them.
interface Counts {
  passed: number;
  failed: number;
}

const results = mkdtempSync(join(tmpdir(), 'postern-test-'));
const suites: Record<string, () => Counts | Promise<Counts>> = {
  check: () => count(run('npm', ['run', '--silent', 'check'])),
  unit: () => vitest('unit'),
  worker: () => vitest('worker'),
  extension: () => vitest('extension'),
  wire: () => vitest('wire'),
  proxies: () => vitest('proxies'),
  deploy: () => vitest('deploy'),
  guide: () => vitest('guide'),
  stores: () => vitest('stores'),
  e2e: async () => playwright('chromium', { CHROMIUM: await provideChromium() }),
  firefox: () => playwright('firefox', { FIREFOX: provideFirefox() }),
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
for (const name of wanted.length > 0 ? wanted : Object.keys(suites)) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  const { passed, failed } = await outcomeOf(name);
  console.log(
    `== ${name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  total.passed += passed;
  total.failed += failed;
}
rmSync(results, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** A suite whose browser is missing has failed, and says how to get it; the others still run. */
async function outcomeOf(name: string): Promise<Counts> {
  try {
    return (await suites[name]?.()) ?? count(false);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return count(false);
  }
}

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function count(isGood: boolean): Counts {
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function vitest(project: string): Counts {
  const file = join(results, `${project}.json`);
  const isGood = run(process.execPath, [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    `--project=${project}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = read<{ numPassedTests: number; numTotalTests: number }>(file);
  return settle(
    isGood,
    report?.numPassedTests ?? 0,
    (report?.numTotalTests ?? 0) - (report?.numPassedTests ?? 0),
  );
}

/** In a real browser, with the built extension, the real Worker and the playground. */
function playwright(project: string, browser: Record<string, string>): Counts {
  const file = join(results, `${project}.json`);
  const cli = join('node_modules', '@playwright', 'test', 'cli.js');
  const isGood = run(
    process.execPath,
    [cli, 'test', `--project=${project}`, '--reporter=line,json'],
    { ...browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  const stats = read<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(file)?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) + (stats?.skipped ?? 0);
  return settle(isGood, stats?.expected ?? 0, failed);
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
