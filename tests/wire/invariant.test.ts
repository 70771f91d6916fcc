import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsigned } from '../support/unsigned.ts';
import {
  addresses,
  type Case,
  cases,
  goodSpellings,
  names,
  oddPaths,
  spellings,
  tagKeys,
} from '../support/workerd/invariant-case.ts';
import { makeSecret } from '../support/workerd/secrets.ts';
import { type House, headerSecret, openHouse, siteId } from './house.ts';
import { identitiesOf, keys, type Received, valuesOf } from './raw-origin.ts';

/** A fiftieth of the cases that the Worker is shown for in its own runtime: these take sockets and a real database. */
const numRuns = Math.round(Number(process.env.POSTERN_CASES ?? 20_000) / 50);

let house: House;
beforeAll(async () => {
  house = await openHouse({
    common: { VERIFY_CACHE_SECONDS: 0, TOKEN_TAG_KEY_PREVIOUS: tagKeys['previous key'] },
  });
});
afterAll(() => house.stop());

const wayOf = ({ site }: Case) => (site === 'jira' ? 'applink' : 'header');
const takesBody = ({ method }: Case) => !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
const isForm = (one: Case) =>
  ['POST', 'PUT', 'PATCH'].includes(one.method) && one.form !== undefined;
const isReading = ({ method, isUpgrade }: Case) =>
  ['GET', 'HEAD', 'OPTIONS'].includes(method) && !isUpgrade;

/** Whether it may reach the origin in the token's name, from the words of the invariant alone; there is no cache. */
function mayPass(one: Case): boolean {
  const { name, spelling, tag, scope, address, ranges, fate, after } = one;
  const isAlive = fate === 'lives' || (fate === 'expires' && after < -1000);
  const isOwner = spelling === 'bearer' || name === 'same' || name === 'other letter case';
  return (
    isAlive &&
    tag !== 'unknown key' &&
    one.elsewhere === undefined &&
    isOwner &&
    goodSpellings.includes(spelling) &&
    (isReading(one) || scope === 'write') &&
    (ranges === null || ranges.some((range) => addresses[address]?.includes(range)))
  );
}

/** Whether what it asks for can go on with a token at all. */
function isForwardable(one: Case): boolean {
  return (
    !oddPaths.includes(one.path) &&
    one.method !== 'TRACE' &&
    (!isForm(one) || one.form === 'a=b') &&
    (wayOf(one) === 'applink' || /^[ -~]+$/.test(one.owner))
  );
}

function linesOf(one: Case, secret: string): string[] {
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  return [
    ...one.forged.map(([name, value]) => `${name}: ${value}`),
    `Authorization: ${spellings[one.spelling](names[one.name](one.owner), secret)}`,
    ...(one.address ? [`CF-Connecting-IP: ${one.address}`] : []),
    ...(one.isUpgrade ? [...upgrade, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='] : []),
    ...(isForm(one) ? ['Content-Type: application/x-www-form-urlencoded'] : []),
    ...(takesBody(one) ? [`Content-Length: ${isForm(one) ? one.form?.length : 0}`] : []),
  ];
}

function expectOwner(received: Received, one: Case): void {
  expect(identitiesOf(received).map((name) => decodeURIComponent(name))).toEqual([one.owner]);
  expect(valuesOf(received, 'Cookie')).toEqual([]);
  expect(unsigned(received.head)).not.toMatch(/admin|pst_/);
  const isHeader = wayOf(one) === 'header';
  expect(valuesOf(received, 'X-Postern-Secret')).toEqual(isHeader ? [headerSecret] : []);
  expect(valuesOf(received, 'Authorization')).toHaveLength(isHeader ? 0 : 1);
}

describe('The invariant', () => {
  it('holds for raw requests to the bundle in workerd, over a real database', async () => {
    const seen = { reached: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        // A millisecond of life may be over, or not, when the request arrives.
        fc.pre(one.fate !== 'expires' || one.after !== -1);
        const secret = makeSecret(one.numbers, tagKeys[one.tag]);
        const ownerKey = `key-${one.numbers.join('')}-${seen.reached + seen.refused}`;
        const key = { owner: ownerKey, another: 'somebody-else', nobody: undefined }[one.belongsTo];
        if (key) keys[one.owner] = key;
        else delete keys[one.owner];
        await house.workerd.sql('DELETE FROM tokens');
        if (one.fate !== 'never was') {
          const { owner, scope, ranges } = one;
          await house.token({
            ...{ owner, ownerKey, scope, secret, site: one.elsewhere ? 'another-site' : siteId },
            ...(ranges && { ipRanges: [...ranges] }),
            ...(one.fate === 'expires' && { expiresAt: Date.now() - one.after }),
          });
        }
        const bearing = [`Authorization: ${spellings.basic(one.owner, secret)}`];
        if (one.isWarm) await house.send(wayOf(one), 'GET /jira/warm', bearing);
        if (one.fate === 'deleted') await house.workerd.sql('DELETE FROM tokens');
        const { received, asked } = house.origin;
        received.length = asked.length = 0;

        const line = `${one.method} /jira${one.path}${one.search}`;
        const body = isForm(one) ? one.form : undefined;
        const { status } = await house.send(wayOf(one), line, linesOf(one, secret), body);
        for (const request of [...received, ...asked]) expectOwner(request, one);
        expect([200, 400, 401, 403, 502]).toContain(status);
        const isAllowed = mayPass(one) && isForwardable(one);
        if (!isAllowed || (one.belongsTo !== 'owner' && !isReading(one)))
          expect(received).toEqual([]);
        else if (one.belongsTo === 'owner') expect([status, received.length]).toEqual([200, 1]);
        if (!mayPass(one)) expect(asked).toEqual([]);
        seen[received.length > 0 ? 'reached' : 'refused']++;
      }),
      { numRuns },
    );
    expect(Math.min(seen.reached, seen.refused)).toBeGreaterThan(numRuns / 50);
  }, 600_000);
});
