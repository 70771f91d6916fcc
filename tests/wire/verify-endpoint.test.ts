import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse, proxySecret } from './house.ts';
import type { RawAnswer } from './raw-client.ts';
import { basic, type Made, mint } from './tokens.ts';

const identity = ['Remote-User', 'X-Postern-User-Key', 'X-Postern-Token-Id', 'X-Postern-Scope'];
const proof = `X-Postern-Proxy-Secret: ${proxySecret}`;

let house: House;
let token: Made;
let reading: Made;
beforeAll(async () => {
  house = await openHouse({ more: { unset: { TOKEN_PEPPER: '' } } });
  token = await house.token();
  reading = await house.token({ scope: 'read', ipRanges: ['192.0.2.0/24'] });
});
afterAll(async () => {
  expect([...house.origin.received, ...house.origin.asked]).toEqual([]);
  await house.stop();
});

/** Sends, and checks what holds for every answer: all of an identity on 200, nothing of it on anything else. */
async function verify(
  lines: readonly string[],
  line = 'GET /jira/_postern/verify',
  worker = 'header',
) {
  const answer = await house.send(worker, line, lines);
  expect([200, 401, 403, 503], line).toContain(answer.status);
  const said = identity.map((name) => answer.header(name));
  if (answer.status === 200) for (const value of said) expect(value).toMatch(/./);
  else expect(said).toEqual([undefined, undefined, undefined, undefined]);
  return answer;
}

const status = async (...call: Parameters<typeof verify>) => (await verify(...call)).status;
const bearing = ({ authorization }: Made) => `Authorization: ${authorization}`;
const said = (answer: RawAnswer) => identity.map((name) => answer.header(name));

describe('Verify endpoint', () => {
  it('says all of the identity on 200, once, by any method and with a body that is not read', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'TRACE', 'PROPFIND']) {
      const lines = [
        bearing(token),
        'Content-Length: 0',
        ...identity.map((name) => `${name}: admin`),
      ];
      const answer = await verify(lines, `${method} /jira/_postern/verify`);
      expect(answer.status).toBe(200);
      expect(said(answer)).toEqual(['alice', 'JIRAUSER10101', token.id, 'write']);
      for (const name of identity)
        expect(answer.headers.filter(([key]) => key === name.toLowerCase())).toHaveLength(1);
    }
    expect(await status([bearing(token), 'Content-Length: 1000000000'])).toBe(200);
  });

  it('is 401, 403 or 503 without one, whatever stands in the request', async () => {
    const right = bearing(token);
    for (const lines of [
      [],
      [right, right],
      [`Authorization: ${basic('bob', token.secret)}`],
      [`Authorization: ${basic('alice', mint())}`],
      [`Authorization: ${basic('alice', 'alice')}`],
      ['Authorization: Bearer native'],
      [`Proxy-${right}`, `X-${right}`, `X-Forwarded-${right}`],
      [`Cookie: Authorization=${token.authorization}`],
      ['Remote-User: alice', `X-Postern-Token-Id: ${token.id}`, proof],
      [`Authorization: Basic ${'A'.repeat(20_000)}`],
    ])
      expect(await status(lines), lines.join().slice(0, 80)).toBe(401);
    expect(await status([right], 'GET /jira/_postern/verify', 'unset')).toBe(503);
  });

  it('believes method and address of the original request only with the proof, sent once', async () => {
    const from = ['X-Real-IP: 192.0.2.1', 'X-Forwarded-Method: GET'];
    expect(await status([bearing(reading), ...from])).toBe(403);
    for (const wrong of [
      'X-Postern-Proxy-Secret:',
      'X-Postern-Proxy-Secret: guess',
      `X_Postern_Proxy_Secret: ${proxySecret}`,
      `${proof}x`,
      `${proof}\r\n${proof}`,
      `${proof}\r\nX-Postern-Proxy-Secret: guess`,
    ])
      expect(await status([bearing(reading), ...from, wrong]), wrong).toBe(403);
    expect(await status([bearing(reading), ...from, proof])).toBe(200);
    expect(await status([bearing(reading), proof, 'X-Real-IP: 192.0.2.1'])).toBe(403);
    expect(await status([bearing(reading), ...from, 'X-Forwarded-Method: POST', proof])).toBe(403);
    expect(await status([bearing(reading), ...from, 'X-Real-IP: 10.0.0.1', proof])).toBe(403);
    expect(
      await status([bearing(reading), 'x_forwarded_method: GET', 'X-Real-IP: 192.0.2.1', proof]),
    ).toBe(403);
  });

  it('is found by its path alone, and answers below it as nowhere', async () => {
    const lines = [bearing(token)];
    for (const path of [
      '/jira/_postern/verify/',
      '/jira/_postern/verify/x',
      '/jira/_postern',
      '/jira/_postern/',
    ])
      expect([403, 404], path).toContain((await house.send('header', `GET ${path}`, lines)).status);
    const from = [bearing(reading), 'CF-Connecting-IP: 192.0.2.9'];
    expect(await status(from, 'GET /jira/_postern/verify?scope=read#x')).toBe(200);
    expect(await status(from, 'GET /jira/_postern/verify?scope=read&scope=write')).toBe(403);
  });
});
