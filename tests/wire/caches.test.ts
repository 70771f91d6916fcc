import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Faults } from './faults.ts';
import { type House, openHouse } from './house.ts';
import type { Made } from './tokens.ts';

const boundSeconds = 2;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let fault: Faults = async () => 'go on';
let house: House;
beforeAll(async () => {
  const cached = { VERIFY_CACHE_SECONDS: boundSeconds };
  house = await openHouse({
    more: { one: cached, other: cached, strict: { VERIFY_CACHE_SECONDS: 0 } },
    faults: (call) => fault(call),
  });
});
beforeEach(() => {
  fault = async () => 'go on';
  house.origin.received.length = 0;
});
afterAll(() => house.stop());

const status = async (worker: string, { authorization }: Made) =>
  (await house.send(worker, 'GET /jira/x', [`Authorization: ${authorization}`])).status;
const remove = ({ id }: Made) => house.workerd.sql('DELETE FROM tokens WHERE id = ?', id);

/** Asks until it is refused; the moment at which the last one that passed was sent. */
async function lastPassed(worker: string, token: Made): Promise<number> {
  for (let last = performance.now(); ; await sleep(20)) {
    const sentAt = performance.now();
    if ((await status(worker, token)) !== 200) return last;
    last = sentAt;
  }
}

describe('Lifetime and caches', () => {
  it('a deleted token is refused on every instance within the bound, used all the while or not', async () => {
    const token = await house.token();
    for (const worker of ['one', 'other', 'strict']) expect(await status(worker, token)).toBe(200);
    await remove(token);
    const deleted = performance.now();
    expect(await status('strict', token)).toBe(401);
    const last = await Promise.all([lastPassed('one', token), lastPassed('other', token)]);
    for (const at of last) expect(at - deleted).toBeLessThan(1000 * boundSeconds);
    for (const worker of ['one', 'other', 'strict']) expect(await status(worker, token)).toBe(401);
  });

  it('a deleted token is refused after long silence, too', async () => {
    const token = await house.token();
    for (const worker of ['one', 'other', 'strict']) expect(await status(worker, token)).toBe(200);
    await remove(token);
    await sleep(1000 * boundSeconds);
    for (const worker of ['one', 'other', 'strict']) expect(await status(worker, token)).toBe(401);
    expect(house.origin.received).toHaveLength(3);
  });

  it('the strict instance asks each time, and keeps nothing for when the database is gone', async () => {
    const token = await house.token();
    expect(await status('strict', token)).toBe(200);
    fault = async (call) => (call === 'lookup' ? 'throw' : 'go on');
    expect(await status('strict', token)).toBe(503);
    fault = async () => 'go on';
    expect(await status('strict', token)).toBe(200);
  });

  it('a read begun before a deletion answers as of then, and is not kept beyond the bound', async () => {
    const token = await house.token();
    let release: () => void = () => undefined;
    const isDeleted = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isRead = new Promise<void>((resolve) => {
      fault = async (call) => {
        if (call !== 'lookup-after') return 'go on';
        resolve();
        await isDeleted;
        return 'go on';
      };
    });
    const racing = status('one', token);
    await isRead;
    const deleted = performance.now();
    await remove(token);
    release();
    expect(await racing).toBe(200);
    fault = async () => 'go on';
    expect((await lastPassed('one', token)) - deleted).toBeLessThan(1000 * boundSeconds);
    expect(await status('one', token)).toBe(401);
  });

  it('the instant of expiry refuses, with a warm cache too', async () => {
    const expiresAt = Date.now() + 1200;
    const token = await house.token({ expiresAt });
    const passed: number[] = [];
    for (;;) {
      const sentAt = Date.now();
      const answer = await status('one', token);
      if (answer !== 200) break;
      passed.push(sentAt);
      await sleep(5);
    }
    expect(passed.length).toBeGreaterThan(10);
    expect(Math.max(...passed)).toBeLessThan(expiresAt);
    expect(await status('other', token)).toBe(401);
  });

  it('last used: failing, hanging or slow, it has no effect', async () => {
    for (const trouble of ['throw', 'hang', 'slow'] as const) {
      const token = await house.token();
      fault = async (call) => {
        if (call !== 'touch') return 'go on';
        if (trouble === 'hang') await new Promise(() => undefined);
        if (trouble === 'slow') await sleep(1500);
        return trouble === 'throw' ? 'throw' : 'go on';
      };
      const started = performance.now();
      expect(await status('one', token)).toBe(200);
      expect(await status('one', token)).toBe(200);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
