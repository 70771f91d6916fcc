import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, host, openHouse } from './house.ts';
import { requestText } from './raw-client.ts';
import { basic, makeUp } from './tokens.ts';

const connections = 8;
const mebibyte = 2 ** 20;
const verify = '/jira/_postern/verify';

let house: House;
beforeAll(async () => {
  house = await openHouse({
    common: { VERIFY_CACHE_SECONDS: 3600 },
    more: {
      rotated: { TOKEN_TAG_KEY_PREVIOUS: `${'a'.repeat(32)} ${'b'.repeat(32)},${'c'.repeat(32)}` },
    },
    faults: async () => 'go on',
  });
});
afterAll(() => house.stop());

interface Flood {
  worker: string;
  requests: readonly string[];
  /** Ends the flood after the batch that is on its way. */
  isOver?: () => boolean;
}

/** Sends these requests over one connection, a batch at a time, and counts their statuses. */
function pipeline({ worker, requests, isOver = () => false }: Flood): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const socket = connect(house.workerd.port(worker), '127.0.0.1');
    let sent = 0;
    let waiting = 0;
    let rest = '';
    const sendMore = () => {
      const batch = isOver() ? [] : requests.slice(sent, sent + 50);
      sent += batch.length;
      waiting = batch.length;
      if (waiting > 0) socket.write(batch.join(''));
      else socket.end(() => resolve(counts));
    };
    socket.on('error', reject).on('data', (chunk) => {
      const text = rest + chunk.toString('latin1');
      let end = 0;
      for (const { 0: line, 1: status = '', index } of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
        counts.set(status, (counts.get(status) ?? 0) + 1);
        end = index + line.length;
        waiting--;
      }
      // A chunk may end within a status line.
      rest = text.slice(Math.max(end, text.length - 'HTTP/1.1 200'.length));
      if (waiting <= 0) sendMore();
    });
    sendMore();
  });
}

/** Sends them on 8 connections and returns how often each status came. */
async function flood({ requests, ...rest }: Flood): Promise<Record<string, number>> {
  const size = Math.ceil(requests.length / connections);
  const parts = Array.from({ length: connections }, (_, i) =>
    requests.slice(i * size, (i + 1) * size),
  );
  const all = await Promise.all(parts.map((part) => pipeline({ requests: part, ...rest })));
  const sums: Record<string, number> = {};
  for (const counts of all)
    for (const [status, count] of counts) sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

const toAddress = (i: number) => `10.0.${(i >> 8) & 255}.${i & 255}`;

/** Requests with made-up tokens from so many addresses, each with a user name of its own, alternately to the gateway and the verify endpoint. */
function makeUpRequests(count: number, addresses: number): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: count }, (_, i) => {
    const random = Array.from({ length: 36 }, () => letters[randomInt(62)]).join('');
    const path = i % 2 ? '/jira/x' : verify;
    return requestText(`GET ${path}`, host, [
      `Authorization: ${basic(`user-${i}`, `pst_${random}`)}`,
      `CF-Connecting-IP: ${toAddress(i % addresses)}`,
    ]);
  });
}

const countStatements = async (worker: string) =>
  Number((await house.send(worker, 'GET /statements')).body.toString());

describe('A flood of made-up tokens', () => {
  it.each(['header', 'rotated'])(
    'costs no statement and no memory, and a good token stays cached (Worker "%s")',
    async (worker) => {
      const good = await house.token();
      const check = async () =>
        (await house.send(worker, 'GET /jira/x', [`Authorization: ${good.authorization}`])).status;
      expect(await check()).toBe(200);
      const statements = await countStatements(worker);
      const requests = makeUpRequests(20_000, 20_000);
      // The heap grows during the first half only.
      const first = await flood({ worker, requests: [...requests, ...requests] });
      const before = house.workerd.residentBytes();
      const second = await flood({ worker, requests: [...requests, ...requests] });
      const grown = (house.workerd.residentBytes() - before) / mebibyte;
      expect([first, second]).toEqual([{ 401: 40_000 }, { 401: 40_000 }]);
      expect(grown).toBeLessThan(32);
      expect(await check()).toBe(200);
      expect((await countStatements(worker)) - statements).toBe(0);
      expect(house.origin.received.every(({ head }) => !head.includes('user-'))).toBe(true);
    },
    120_000,
  );

  it('does not keep out honest tokens that are new to the isolate (6,000 addresses)', async () => {
    const addresses = 6000;
    const honest: string[] = [];
    for (let i = 0; i < 200; i++) honest.push((await house.token()).authorization);
    let isOver = false;
    const requests = makeUpRequests(100_000, addresses);
    const flooding = flood({ worker: 'applink', requests, isOver: () => isOver });
    const statuses: number[] = [];
    for (const [i, authorization] of honest.entries()) {
      // By turns from a fresh address and from a flooding one, at the gateway and at the verify endpoint.
      const address = i % 2 ? `192.0.2.${i}` : toAddress(i);
      const path = i % 4 < 2 ? '/jira/x' : verify;
      const lines = [`Authorization: ${authorization}`, `CF-Connecting-IP: ${address}`];
      statuses.push((await house.send('applink', `GET ${path}`, lines)).status);
    }
    isOver = true;
    const refused = await flooding;
    expect(statuses).toEqual(Array(200).fill(200));
    expect(Object.keys(refused)).toEqual(['401']);
    expect(refused[401]).toBeGreaterThan(addresses);
  }, 120_000);

  it('is refused with the same bytes as a token that was deleted', async () => {
    const deleted = await house.token();
    await house.workerd.sql('DELETE FROM tokens WHERE id = ?', deleted.id);
    const ask = async (secret: string) => {
      const { head, body } = await house.send('header', 'GET /jira/x', [
        `Authorization: ${basic('alice', secret)}`,
      ]);
      return head + body.toString();
    };
    expect(await ask(makeUp())).toBe(await ask(deleted.secret));
  });
});
