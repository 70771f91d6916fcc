import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
import { basic, type Made, mint } from './tokens.ts';

const address = 'CF-Connecting-IP: 192.0.2.7';
const hangsUp = 'X-Hang-Up: 100';

/** How long the database takes for what is asked of tokens. */
let milliseconds = 0;
let lookups = 0;
let counted = 0;
let policyReads = 0;
let house: House;
let token: Made;
beforeAll(async () => {
  house = await openHouse({
    more: { strict: { VERIFY_CACHE_SECONDS: 0 } },
    async faults(call) {
      if (call === 'limit') counted++;
      if (call === 'lookup') lookups++;
      if (call === 'policy') policyReads++;
      if (['lookup', 'leak', 'policy'].includes(call)) await sleep(milliseconds);
      return 'go on';
    },
  });
});
beforeEach(async () => {
  token = await house.token();
});
afterAll(() => house.stop());

const ask = (authorization: string, more: string[] = []) =>
  house.send('header', 'GET /jira/x', [`Authorization: ${authorization}`, address, ...more]);

it('who hangs up while the database is asked is counted all the same, and keeps nobody else out', async () => {
  milliseconds = 500;
  const tries = Array.from({ length: 200 }, () => ask(basic('alice', mint()), [hangsUp]));
  for (const { body } of await Promise.all(tries)) expect(body.toString()).toBe('hung up');
  await expect.poll(() => counted, { timeout: 10_000 }).toBeGreaterThanOrEqual(200);
  milliseconds = 0;
  expect((await ask(token.authorization)).status).toBe(200);
  expect(lookups).toBe(201);
});

it('who hangs up with a password does not have the policy read each time', async () => {
  await sleep(1100);
  policyReads = 0;
  milliseconds = 300;
  const ofStrict = (more: string[] = []) =>
    house.send('strict', 'GET /jira/x', [`Authorization: ${basic('alice', 'x')}`, ...more]);
  for (const { body } of await Promise.all(Array.from({ length: 100 }, () => ofStrict([hangsUp]))))
    expect(body.toString()).toBe('hung up');
  expect((await ofStrict()).status).toBe(200);
  expect(policyReads).toBeLessThanOrEqual(20);
});

it('a report of a leaked token is carried out though who made it hangs up, and this isolate hears of it', async () => {
  expect((await ask(token.authorization)).status).toBe(200);
  milliseconds = 500;
  const lines = ['Content-Type: text/plain', `Content-Length: ${token.secret.length}`, hangsUp];
  const { body } = await house.send(
    'header',
    'POST /jira/_postern/leaked',
    [...lines, address],
    token.secret,
  );
  expect(body.toString()).toBe('hung up');
  await expect
    .poll(async () => (await ask(token.authorization)).status, { timeout: 10_000 })
    .toBe(401);
  expect(await house.workerd.sql('SELECT 1 FROM tokens WHERE id = ?', token.id)).toEqual([]);
});
