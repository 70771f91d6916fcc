import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, openHouse, ways } from './house.ts';
import type { RawAnswer } from './raw-client.ts';
import { identitiesOf, keys, valuesOf } from './raw-origin.ts';
import { basic, hashOf, type Made, mint } from './tokens.ts';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

let house: House;
let good: Made;
beforeAll(async () => {
  house = await openHouse();
  good = await house.token();
});
beforeEach(() => {
  house.origin.received.length = 0;
  house.origin.asked.length = 0;
});
afterAll(() => house.stop());

const get = (lines: readonly string[], worker = 'header', path = '/jira/x') =>
  house.send(worker, `GET ${path}`, lines);

/** What a client can see of an answer, the date apart. */
const visible = ({ head, body }: RawAnswer) => head.replace(/^date:.*$/im, '') + body.toString();

/** The one answer to everything that is no good credential; the origin heard nothing of it. */
async function expectRefused(answer: RawAnswer, what = ''): Promise<void> {
  expect(visible(answer), what).toBe(visible(await get(['Authorization: Basic'])));
  expect(answer.status).toBe(401);
  expect(answer.header('WWW-Authenticate')).toBe('Basic realm="Jira", charset="UTF-8"');
  expect(answer.header('Cache-Control')).toBe('no-store');
  expect([...house.origin.received, ...house.origin.asked]).toEqual([]);
}

describe('Credentials', () => {
  it.each(ways)('a good one reaches the origin as its owner, once: %s', async (way) => {
    expect((await get([`Authorization: ${good.authorization}`], way)).status).toBe(200);
    expect(house.origin.received.map(identitiesOf)).toEqual([['alice']]);
  });

  it('two Authorization headers are none, whatever stands in them and in either order', async () => {
    const ours = `Authorization: ${good.authorization}`;
    for (const other of [
      ours,
      'Authorization: Basic YWxpY2U6YWxpY2U=',
      'authorization: Bearer native',
      'AUTHORIZATION: Negotiate abc',
      `Authorization: Bearer ${good.secret}`,
    ]) {
      await expectRefused(await get([ours, other]), other);
      await expectRefused(await get([other, 'X-Between: 1', ours]), other);
    }
  });

  it('empty, cut, oversized or not Base64: 401 in a blink', async () => {
    const whole = good.authorization.slice('Basic '.length);
    const started = performance.now();
    const values = [
      ...['Basic', 'Basic ', 'Basic :', 'Basic =', 'Basic ====', 'Basic %%%'],
      ...['Bearer', 'Bearer pst_', `Bearer ${good.secret} x`, `Bearer x,${good.secret}`],
      ...[
        `Basic ${whole.slice(0, -5)}`,
        `Basic ${whole}!`,
        `Basic ${whole}, x`,
        `Basic "${whole}"`,
      ],
      ...[`Basic${whole}`, whole, good.secret, `Token ${good.secret}`, `Basic ${good.secret}`],
      ...[`Basic ${base64(`alice:${good.secret}\0`)}`, `Basic ${base64(`alice\0:${good.secret}`)}`],
      ...[
        `Basic ${base64(`alice:${good.secret}\r\n`)}`,
        `Basic ${base64(`al\nice:${good.secret}`)}`,
      ],
      ...[`Basic ${base64(good.secret)}`, `Basic ${base64(`${good.secret}:`)}`],
      ...[`Basic ${base64(`alice::${good.secret}`)}:`, `Basic ${base64(`:${good.secret}`)}`],
      `Basic ${base64(Buffer.from([0xff, 0xfe, 0x3a, ...Buffer.from(good.secret)]))}`,
      `Basic ${base64(`${'a'.repeat(30_000)}:${good.secret}`)}`,
      `Basic ${'A'.repeat(12_000)}`,
      `Negotiate abc, ${good.authorization}`,
    ];
    for (const value of values) await expectRefused(await get([`Authorization: ${value}`]), value);
    expect(performance.now() - started).toBeLessThan(100 * values.length);
  });

  it('an empty one is none: workerd shows it to nobody, and the origin gets none', async () => {
    await get(['Authorization:']);
    const [received] = house.origin.received;
    expect(received && identitiesOf(received)).toEqual([]);
    expect(received && valuesOf(received, 'Authorization')).toEqual([]);
    const ours = `Authorization: ${good.authorization}`;
    expect((await get([ours, 'Authorization:'])).status).toBe(401);
    expect((await get(['Authorization:', ours])).status).toBe(200);
    expect(house.origin.received.slice(1).map(identitiesOf)).toEqual([['alice']]);
  });

  it('CR, LF and NUL in the header, or a folded one: 400 or 401, and never a line of its own', async () => {
    for (const line of [
      `Authorization: ${good.authorization}\0`,
      `Authorization: Basic\r ${good.authorization.slice(6)}`,
      `Authorization:\r\n ${good.authorization}`,
      `Authorization : ${good.authorization}`,
      `Authorization\0: ${good.authorization}`,
      `Authorization: Basic YWxpY2U6cHN0Xw==\rX-Remote-User: admin`,
    ]) {
      const { status } = await get([line]);
      expect([400, 401], line).toContain(status);
    }
    expect(house.origin.received).toEqual([]);
  });

  it('many Base64 spellings of one credential are one credential', async () => {
    const spelled = base64(`alice:${good.secret}`);
    for (const value of [
      `Basic ${spelled}`,
      `basic ${spelled}`,
      `BASIC   ${spelled}`,
      `Basic\t${spelled}`,
      `Basic ${spelled.replace(/=+$/, '')}`,
      `Basic ${spelled}   `,
    ])
      expect((await get([`Authorization: ${value}`])).status, value).toBe(200);
    expect(new Set(house.origin.received.flatMap(identitiesOf))).toEqual(new Set(['alice']));
  });

  it('rejects a wrong length, character, letter case, look-alike or tag; and hash, hint and id', async () => {
    const { secret, id } = good;
    const last = secret.slice(-1);
    for (const wrong of [
      secret.slice(0, -1),
      `${secret}0`,
      secret.slice(0, -1) + (last === 'a' ? 'b' : 'a'),
      secret.toLowerCase(),
      secret.toUpperCase(),
      secret.replace('pst_', 'PST_'),
      secret.replace('pst_', 'pst-').replace('-', '_0'),
      secret.replace(/[0-9A-Za-z]$/, 'é'),
      `pst_${hashOf(secret)}`,
      `pst_${secret.slice(4, 8)}`,
      `pst_${id}`,
      mint(),
    ])
      await expectRefused(await get([`Authorization: ${basic('alice', wrong)}`]));
  });

  it('in the URL, a cookie or another header opens nothing', async () => {
    const { secret, authorization } = good;
    const value = encodeURIComponent(authorization);
    const path = `/jira/x?token=${secret}&access_token=${secret}&Authorization=${value}`;
    await get([`Cookie: token=${secret}; Authorization=${value}`], 'header', path);
    await get([`X-Authorization: ${authorization}`, `X-Api-Token: ${secret}`]);
    await get([
      `Proxy-Authorization: ${authorization}`,
      `X-Forwarded-Authorization: ${authorization}`,
    ]);
    expect(house.origin.received.flatMap(identitiesOf)).toEqual([]);
    expect(house.origin.asked).toEqual([]);
  });
});

describe('Owner', () => {
  it("somebody else's name, or one that only looks the same: 401", async () => {
    for (const name of [
      ...['bob', 'alice ', ' alice', 'alic', 'alicee', 'ａlice', 'alıce', 'alіce', 'álice'],
      ...['alice\u0301', 'alice\u200b', 'ALİCE', 'ﬁalice', '*', '', 'alice@example.com'],
    ])
      await expectRefused(await get([`Authorization: ${basic(name, good.secret)}`]));
  });

  it('in any ASCII letter case; the origin hears the stored name', async () => {
    for (const way of ways) await get([`Authorization: ${basic('ALiCE', good.secret)}`], way);
    expect(house.origin.received.map(identitiesOf)).toEqual([['alice'], ['alice']]);
  });

  it('a token of another site is nothing here', async () => {
    const other = await house.token({ site: 'wiki' });
    await expectRefused(await get([`Authorization: ${other.authorization}`]));
  });

  it.each(ways)('a name that belongs to somebody else by now opens nothing: %s', async (way) => {
    const old = await house.token({ owner: 'bob', ownerKey: 'somebody who left' });
    expect(keys.bob).not.toBe('somebody who left');
    const line = `Authorization: ${old.authorization}`;
    const write = await house.send(way, 'POST /jira/x', [line, 'Content-Length: 0']);
    expect(write.status).toBe(502);
    expect(house.origin.received).toEqual([]);
    expect((await get([line], way)).status).toBe(502);
  });

  it('a stored name that would split a header never leaves', async () => {
    for (const owner of ['alice\r\nX-Remote-User: admin', 'alice\n', ' alice', '李']) {
      const odd = await house.token({ owner, ownerKey: 'k' });
      expect((await get([`Authorization: Bearer ${odd.secret}`])).status).toBe(502);
    }
    expect([...house.origin.received, ...house.origin.asked]).toEqual([]);
  });

  it('a stored name beyond ASCII is percent-encoded where the adapter defines it', async () => {
    keys.märta = 'JIRAUSER10104';
    const token = await house.token({ owner: 'märta' });
    expect((await get([`Authorization: ${token.authorization}`], 'applink')).status).toBe(200);
    expect(house.origin.received[0]?.target).toBe('/jira/x?xoauth_requestor_id=m%C3%A4rta');
  });
});
