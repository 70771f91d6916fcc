import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { isOlder, oldestWorker } from './worker-version.ts';

it.each([
  ['0.0.9', '0.1.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.1.1', '0.1.0', false],
  ['0.9.0', '0.10.0', true],
  ['1.0.0', '0.10.0', false],
  ['0.1.0-beta.1', '0.1.0', true],
  ['0.2.0-beta.1', '0.1.0', false],
  ['0.1.0+build-5', '0.1.0', false],
  ['nonsense', '0.1.0', true],
])('%s is older than %s: %s', (version, than, isIt) => {
  expect(isOlder(version, than)).toBe(isIt);
});

it('the extension works with the Worker it is built with', () => {
  expect(isOlder(manifest.version, oldestWorker)).toBe(false);
});
