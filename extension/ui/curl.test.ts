import { expect, it } from 'vitest';
import { curlLine } from './curl.ts';

it.each([
  ['jira', 'alice', 'curl -u alice:pst_x https://a.test/rest/api/2/myself'],
  ['confluence', 'märta', 'curl -u märta:pst_x https://a.test/rest/api/user/current'],
  ['jira', "o'neil $HOME", `curl -u 'o'\\''neil $HOME:pst_x' https://a.test/rest/api/2/myself`],
] as const)('for %s as %s', (product, name, line) => {
  expect(curlLine('https://a.test', product, name, 'pst_x')).toBe(line);
});
