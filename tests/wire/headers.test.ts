import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unsigned } from '../support/unsigned.ts';
import { type House, headerSecret, host, openHouse, ways } from './house.ts';
import { answer, identitiesOf, type Received, valuesOf } from './raw-origin.ts';

let house: House;
let authorization: string;
beforeAll(async () => {
  house = await openHouse();
  authorization = `Authorization: ${(await house.token()).authorization}`;
});
beforeEach(() => {
  house.origin.received.length = 0;
  house.origin.behave(undefined);
});
afterAll(() => house.stop());

/** Sends with the token and answers what the origin received; it must have received exactly one request. */
async function forward(
  worker: string,
  headers: readonly string[],
  line = 'GET /jira/x',
  body = '',
) {
  house.origin.received.length = 0;
  const { status } = await house.send(worker, line, [authorization, ...headers], body);
  const [received, ...more] = house.origin.received;
  expect([status, more], headers.join('\n')).toEqual([200, []]);
  return received as Received;
}

/** All letters of one case or the other, and `_` for `-`. */
function spellings(name: string): string[] {
  const cased = [name, name.toLowerCase(), name.toUpperCase()];
  const mixed = name.replace('-', '_');
  return [...new Set([...cased, ...cased.map((text) => text.replaceAll('-', '_')), mixed])];
}

const identity = [
  'X-Remote-User',
  'Remote-User',
  'X-Postern-Secret',
  'X-Forwarded-User',
  'X-AUSERNAME',
];
const forwarding = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto'];
const more = [
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Real-IP',
  'X-Client-IP',
  'True-Client-IP',
];
const override = ['X-HTTP-Method-Override', 'X-Original-URL', 'X-Rewrite-URL', 'X-Original-Method'];

describe.each(ways)('Headers, acting by %s', (way) => {
  it('of identity, forwarding and override in every spelling: the origin sees exactly ours', async () => {
    const ours: Record<string, string[]> = {
      'X-Forwarded-For': ['192.0.2.7'],
      'X-Forwarded-Host': [host],
      'X-Forwarded-Proto': ['http'],
      ...(way === 'header' && { 'X-Remote-User': ['alice'], 'X-Postern-Secret': [headerSecret] }),
    };
    for (const name of [...identity, ...forwarding, ...more, ...override]) {
      const forged = spellings(name).flatMap((text) => [`${text}: admin`, `${text}:evil.example`]);
      const received = await forward(way, ['CF-Connecting-IP: 192.0.2.7', ...forged]);
      expect(valuesOf(received, name), name).toEqual(ours[name] ?? []);
      expect(unsigned(received.head)).not.toMatch(/admin|evil/);
      expect(identitiesOf(received)).toEqual(['alice']);
    }
  });

  it('of credentials never go on with a token', async () => {
    const received = await forward(way, [
      'Cookie: JSESSIONID=admin; seraph.rememberme.cookie=admin',
      'cookie: second=admin',
      'Cookie2: admin',
      'Proxy-Authorization: Basic YWRtaW46YWRtaW4=',
    ]);
    for (const name of ['Cookie', 'Cookie2', 'Proxy-Authorization'])
      expect(valuesOf(received, name)).toEqual([]);
    const values = valuesOf(received, 'Authorization');
    expect(values).toHaveLength(way === 'applink' ? 1 : 0);
    expect(values.every((value) => value.startsWith('OAuth oauth_consumer_key="postern"'))).toBe(
      true,
    );
    expect(unsigned(received.head)).not.toMatch(/admin|pst_|cHN0/);
  });

  it('named in Connection are dropped, and ours are not to be had that way', async () => {
    const received = await forward(way, [
      'Connection: close, X-Custom, X-Remote-User, X-Postern-Secret, Authorization, X-Forwarded-For',
      'X-Custom: dropped',
      'X-Other: kept',
      'Keep-Alive: timeout=5',
      'TE: trailers',
      'Proxy-Connection: keep-alive',
    ]);
    expect(valuesOf(received, 'X-Other')).toEqual(['kept']);
    for (const name of ['X-Custom', 'Connection', 'Keep-Alive', 'TE', 'Proxy-Connection'])
      expect(valuesOf(received, name), name).toEqual([]);
    expect(identitiesOf(received)).toEqual(['alice']);
    expect(valuesOf(received, 'X-Postern-Secret')).toHaveLength(way === 'header' ? 1 : 0);
  });

  it('sent as trailers arrive nowhere', async () => {
    const chunked = '2\r\n{}\r\n0\r\nX-Remote-User: admin\r\nX-Trailer: evil\r\n\r\n';
    const lines = ['Transfer-Encoding: chunked', 'Trailer: X-Remote-User, X-Trailer'];
    const received = await forward(way, lines, 'POST /jira/x', chunked);
    expect(received.body.toString()).toBe('{}');
    expect(unsigned(received.head)).not.toMatch(/admin|evil/i);
    expect(valuesOf(received, 'Trailer')).toEqual([]);
  });

  it('of everything else arrive byte for byte, duplicates and letters beyond ASCII too', async () => {
    const kept = [
      'X-Twice: 1',
      'X-Twice: 2',
      'X-Latin-1: \xe4\xff',
      'X-Utf-8: \xc3\xa4',
      'X-Empty:',
    ];
    const received = await forward(way, [...kept, 'Accept: a/b;q=0.1,  c/d', 'If-None-Match: "x"']);
    const lines = received.head
      .split('\r\n')
      .map((line) => line.replace(/:\s*/, ':').toLowerCase());
    for (const line of [...kept, 'Accept: a/b;q=0.1,  c/d', 'If-None-Match: "x"'])
      expect(lines).toContain(line.replace(/:\s*/, ':').toLowerCase());
  });

  it("of a browser are not what the product's XSRF filter sees", async () => {
    const received = await forward(way, [
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64)',
      'Origin: https://evil.example',
      'Referer: https://evil.example/',
      'X-Atlassian-Token: check',
    ]);
    expect(valuesOf(received, 'X-Atlassian-Token')).toEqual(['no-check']);
    expect(valuesOf(received, 'User-Agent')).toEqual(['Postern']);
    expect(unsigned(received.head)).not.toContain('evil');
  });

  it('cannot be split: CR, LF and NUL never become a line or are refused', async () => {
    for (const line of ['X-A: a\rX-Remote-User: admin', 'X-A: a\0b', 'X-A\r: b', 'X A: b', ': b']) {
      house.origin.received.length = 0;
      const { status } = await house.send(way, 'GET /jira/x', [authorization, line]);
      expect(status, JSON.stringify(line)).toBe(400);
      expect(house.origin.received).toEqual([]);
    }
    const lenient = await forward(way, ['X-A: a\nX-Remote-User: admin']);
    expect(identitiesOf(lenient)).toEqual(['alice']);
  });

  it('that frame two requests as one, or one as two, smuggle nothing', async () => {
    const hidden = 'GET /jira/smuggled HTTP/1.1\r\nHost: x\r\nX-Remote-User: admin\r\n\r\n';
    for (const [lines, body] of [
      [['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`],
      [['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${hidden}`],
      [['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden],
      [['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`],
      [['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${hidden}`],
      [['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${hidden}`],
      [[`Content-Length: +${hidden.length}`], hidden],
    ] as const) {
      house.origin.received.length = 0;
      const { status } = await house.send(way, 'POST /jira/x', [authorization, ...lines], body);
      expect([200, 400, 501], lines.join()).toContain(status);
      expect(house.origin.received.filter(({ target }) => target.includes('smuggled'))).toEqual([]);
      expect(house.origin.received.filter(({ head }) => head.includes('admin'))).toEqual([]);
    }
  });

  it('of the answer: no cookie, no storage, redirects handed on and never followed', async () => {
    const headers = [
      'Set-Cookie: JSESSIONID=1',
      'Set-Cookie: a=b',
      'Cache-Control: public, max-age=9',
    ];
    house.origin.behave((socket) =>
      answer(socket, '302 Found', [...headers, 'Location: http://127.0.0.1:1/x', 'X-B: \xe4'], 'x'),
    );
    const reply = await house.send(way, 'GET /jira/x', [authorization]);
    expect(reply.status).toBe(302);
    expect(reply.header('Location')).toBe('http://127.0.0.1:1/x');
    expect(reply.header('X-B')).toBe('\xe4');
    expect(reply.header('Set-Cookie')).toBeUndefined();
    expect(reply.headers.filter(([name]) => name === 'cache-control')).toEqual([
      ['cache-control', 'private, no-store'],
    ]);
    expect(house.origin.received).toHaveLength(1);
  });

  it('of the answer that name another user, or none: 502, and none of it reaches the client', async () => {
    for (const served of ['bob', 'anonymous', 'alice%20x', '%zz', 'alice, bob']) {
      house.origin.behave((socket) =>
        answer(socket, '200 OK', [`X-AUSERNAME: ${served}`, 'X-Private: p'], 'private'),
      );
      const reply = await house.send(way, 'GET /jira/x', [authorization]);
      expect(reply.status, served).toBe(502);
      expect(reply.head + reply.body).not.toMatch(/private/i);
    }
  });
});
