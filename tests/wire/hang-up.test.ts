import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
import { basic, type Made, mint } from './tokens.ts';

const address = 'CF-Connecting-IP: 192.0.2.7';

/** What is asked of the database waits for this. */
let turn = Promise.resolve();
let lookups = 0;
let policyReads = 0;
let house: House;
let token: Made;
beforeAll(async () => {
  house = await openHouse({
    more: { strict: { VERIFY_CACHE_SECONDS: 0 } },
    async faults(call) {
      if (call === 'lookup') lookups++;
      if (call === 'policy') policyReads++;
      if (['lookup', 'leak', 'policy'].includes(call)) await turn;
      return 'go on';
    },
  });
});
beforeEach(async () => {
  token = await house.token();
});
afterAll(() => house.stop());

/** Until it is called, the database does not answer. */
function hold(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  turn = promise;
  return resolve;
}

const ask = (authorization: string, more: string[] = []) =>
  house.send('header', 'GET /jira/x', [`Authorization: ${authorization}`, address, ...more]);

it('a client that hangs up during its lookup does not keep a slot', async () => {
  expect((await ask(token.authorization)).status).toBe(200);
  for (let made = 21; made <= 201; made += 20) {
    const release = hold();
    const hangsUp = [`X-Hang-Up: lookup ${made}`];
    const tries = Array.from({ length: 20 }, () => ask(basic('alice', mint()), hangsUp));
    for (const { body } of await Promise.all(tries)) expect(body.toString()).toBe('hung up');
    release();
  }
  const other = await house.token();
  expect((await ask(other.authorization)).status).toBe(200);
  expect(lookups).toBe(202);
});

it('a client that hangs up with a password does not cause a read of the policy each time', async () => {
  policyReads = 0;
  const release = hold();
  const askStrict = (more: string[] = []) =>
    house.send('strict', 'GET /jira/x', [`Authorization: ${basic('alice', 'x')}`, ...more]);
  const tries = Array.from({ length: 100 }, () => askStrict(['X-Hang-Up: arrival 100']));
  for (const { body } of await Promise.all(tries)) expect(body.toString()).toBe('hung up');
  release();
  expect((await askStrict()).status).toBe(200);
  expect(policyReads).toBe(1);
});

it('a report of a leaked token is carried out though who made it hangs up, and this isolate hears of it', async () => {
  expect((await ask(token.authorization)).status).toBe(200);
  const release = hold();
  const { body } = await house.send(
    'header',
    'POST /jira/_postern/leaked',
    [
      'Content-Type: text/plain',
      `Content-Length: ${token.secret.length}`,
      'X-Hang-Up: leak 1',
      address,
    ],
    token.secret,
  );
  expect(body.toString()).toBe('hung up');
  release();
  await expect
    .poll(async () => (await ask(token.authorization)).status, { timeout: 10_000 })
    .toBe(401);
  expect(await house.workerd.sql('SELECT 1 FROM tokens WHERE id = ?', token.id)).toEqual([]);
});
