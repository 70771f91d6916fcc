import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Faults } from './faults.ts';
import { type House, host, openHouse } from './house.ts';
import { requestText } from './raw-client.ts';
import { basic, hashOf, type Made, mint } from './tokens.ts';

const distinct = 200_000;
const connections = 8;
const mebibyte = 2 ** 20;

const secret = mint();
let knownLookups = 0;
let house: House;
let good: Made;
beforeAll(async () => {
  const flooded = { VERIFY_CACHE_SECONDS: 3600, ONLY_KNOWN: hashOf(secret) };
  const faults: Faults = async (call) => {
    if (call === 'lookup') knownLookups++;
    return 'go on';
  };
  house = await openHouse({ more: { flooded }, faults });
  good = await house.token({ secret });
});
afterAll(() => house.stop());

/** Sends these requests over one connection, a batch at a time, and counts their statuses. */
function pipeline(requests: Iterator<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const socket = connect(house.workerd.port('flooded'), '127.0.0.1');
    let waiting = 0;
    let rest = '';
    const sendMore = () => {
      const batch = Array.from({ length: 50 }, () => requests.next().value ?? '').filter(Boolean);
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
      // The beginning of a status line may be the end of a chunk.
      rest = text.slice(Math.max(end, text.length - 'HTTP/1.1 200'.length));
      if (waiting <= 0) sendMore();
    });
    sendMore();
  });
}

/** And as much junk. */
function* unknownTokens(count: number, network: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const address = `10.${network}.${i >> 8}.${i & 255}`;
    yield requestText('GET /jira/x', host, [
      `Authorization: ${basic(`user-${network}-${i}`, i % 2 ? mint() : 'pst_junk')}`,
      `CF-Connecting-IP: ${address}`,
    ]);
  }
}

const flood = (count: number) =>
  Promise.all(
    Array.from({ length: connections }, (_, i) => pipeline(unknownTokens(count / connections, i))),
  );

describe('Lifetime and caches', () => {
  it('200,000 unknown tokens of as many users and addresses: memory and questions are bounded, a good one stays cached', async () => {
    const check = async () =>
      (await house.send('flooded', 'GET /jira/x', [`Authorization: ${good.authorization}`])).status;
    const lookups = async () =>
      Number((await house.send('flooded', 'GET /unknown-lookups')).body.toString());
    expect(await check()).toBe(200);
    const lookupsBefore = await lookups();
    const started = performance.now();
    // The caches are full and the heap has its size well before half of it.
    const counts = await flood(distinct / 2);
    const before = house.workerd.residentBytes();
    counts.push(...(await flood(distinct / 2)));
    const seconds = (performance.now() - started) / 1000;
    const grown = (house.workerd.residentBytes() - before) / mebibyte;
    console.log(
      `${distinct} unknown tokens: ${seconds.toFixed(1)} s, ${(before / mebibyte).toFixed(0)} MiB half way, ${grown.toFixed(1)} MiB more at the end`,
    );
    const refused = (status: string) =>
      counts.reduce((sum, one) => sum + (one.get(status) ?? 0), 0);
    expect(refused('401') + refused('429')).toBe(distinct);
    expect(refused('401')).toBeGreaterThanOrEqual(5000);
    // Each of the first five thousand addresses may ask once; then it may be anybody, and all share ten a second.
    const asked = (await lookups()) - lookupsBefore;
    expect(asked).toBeGreaterThanOrEqual(2000);
    expect(asked).toBeLessThanOrEqual(5000 + connections + 100 + 10 * (seconds + 1));
    expect(grown).toBeLessThan(32);
    expect(await check()).toBe(200);
    expect(knownLookups).toBe(1);
    expect(house.origin.received).toHaveLength(2);
  }, 600_000);
});
