import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideChromium } from '../playground/browser.ts';

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
  e2e,
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
  const { passed, failed } = (await suites[name]?.()) ?? { passed: 0, failed: 1 };
  console.log(
    `== ${name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  total.passed += passed;
  total.failed += failed;
}
rmSync(results, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

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

/** In real Chromium, with the built extension, the real Worker and the playground. */
async function e2e(): Promise<Counts> {
  const file = join(results, 'e2e.json');
  const isGood = run(
    process.execPath,
    [join('node_modules', '@playwright', 'test', 'cli.js'), 'test', '--reporter=line,json'],
    { CHROMIUM: await provideChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: file },
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
