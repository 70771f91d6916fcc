import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mutants, suites } from './mutants/mutants.ts';

it.each(mutants)('the mutant "$name" still applies to the code', ({ edits, caughtBy }) => {
  expect(existsSync(suites[caughtBy].file)).toBe(true);
  for (const { file, find } of edits)
    expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
});
