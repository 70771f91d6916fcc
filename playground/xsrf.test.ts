import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { asForm, asJson, basic } from './test-support.ts';

const playground = await startPlayground({ port: 0, baseUrl: { jira: 'https://jira.test/jira' } });
const echo = `${playground.jira}/rest/playground/echo`;
const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Firefox/153.0' };

afterAll(() => playground.close());

async function post(headers: Record<string, string>, method = 'POST') {
  const init = { method, headers: { ...basic('alice'), ...headers }, body: '{}' };
  return (await fetch(echo, init)).status;
}

describe('a POST of a browser', () => {
  it.each([
    [403, {}],
    [403, { 'X-Atlassian-Token': 'no-check' }],
    [403, { Origin: 'https://evil.test' }],
    [403, { Origin: 'moz-extension://4b1c' }],
    [200, { Origin: 'chrome-extension://abcd' }],
    [200, { Origin: 'https://jira.test' }],
    [200, { Origin: playground.origin }],
    [200, { Referer: 'https://jira.test/jira/browse/DEMO-1' }],
  ])('answers %i with %j', async (status, headers) => {
    expect(await post({ ...browser, ...asJson, ...headers })).toBe(status);
  });

  it('is the only method that is checked', async () => {
    expect(await post({ ...browser, ...asJson }, 'PUT')).toBe(200);
  });
});

describe('a POST of a script', () => {
  it.each([
    [200, asJson],
    [403, { 'Content-Type': 'application/x-www-form-urlencoded' }],
    [403, { 'Content-Type': 'multipart/form-data; boundary=x' }],
    [403, { 'Content-Type': 'text/plain' }],
    [200, asForm],
    [200, { 'Content-Type': 'text/plain', 'X-Atlassian-Token': 'nocheck' }],
  ])('answers %i with %j', async (status, headers) => {
    expect(await post(headers)).toBe(status);
  });
});
