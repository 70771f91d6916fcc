import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, mutants, suites } from './mutants.ts';

// `npm run mutants`: breaks a copy of the Worker in one place at a time, and shows that a test fails because of it.

type Suite = keyof typeof suites;
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; title: string }[] }[];
}

const root = mkdtempSync(join(tmpdir(), 'postern-mutants-'));
copyCheckout();
const used = [...new Set(mutants.map(({ caughtBy }) => caughtBy))];
const survivors: string[] = [];
try {
  for (const suite of used) {
    const { numFailedTests, numPassedTests } = runSuite(suite);
    if (numFailedTests > 0 || numPassedTests === 0)
      throw new Error(`${suites[suite].file} fails without any mutant`);
  }
  for (const mutant of mutants) {
    const failed = testMutant(mutant);
    console.log(`${failed.length > 0 ? 'caught' : 'SURVIVED'}: ${mutant.name}`);
    for (const title of failed.slice(0, 2)) console.log(`    by "${title}"`);
    if (failed.length === 0) survivors.push(mutant.name);
  }
} finally {
  rmSync(root, { recursive: true });
}
console.log(`\n${mutants.length - survivors.length} of ${mutants.length} mutants were caught`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** All files that git knows or would add; node_modules is linked. */
function copyCheckout(): void {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of stdout.split('\n').filter(Boolean)) {
    cpSync(file, join(root, file), { recursive: true, dereference: false });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
}

/** Returns the titles of the tests that fail. */
function testMutant({ edits, caughtBy }: Mutant): string[] {
  const originals = edits.map(({ file }) => readFileSync(join(root, file), 'utf8'));
  edits.forEach(({ file, find, replace }, i) => {
    writeFileSync(join(root, file), originals[i]?.replace(find, () => replace) ?? '');
  });
  const { testResults } = runSuite(caughtBy);
  edits.forEach(({ file }, i) => {
    writeFileSync(join(root, file), originals[i] ?? '');
  });
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
}

function runSuite(suite: Suite): Report {
  const { project, file } = suites[suite];
  const report = join(root, 'report.json');
  rmSync(report, { force: true });
  const { stderr, stdout } = spawnSync(
    process.execPath,
    [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=json',
      `--outputFile=${report}`,
      file,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    throw new Error(`vitest did not run ${file}:\n${stdout}\n${stderr}`);
  }
}
