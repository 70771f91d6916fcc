import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, host, openHouse, ways } from './house.ts';
import { sendRaw } from './raw-client.ts';
import { identitiesOf } from './raw-origin.ts';
import type { Made } from './tokens.ts';

let house: House;
let token: Made;
let reading: Made;
beforeAll(async () => {
  house = await openHouse();
  token = await house.token();
  reading = await house.token({ scope: 'read' });
});
beforeEach(() => {
  house.origin.received.length = 0;
  house.origin.asked.length = 0;
});
afterAll(() => house.stop());

const bearing = ({ authorization }: Made) => [`Authorization: ${authorization}`];

/** What the origin was asked for, without what the application link adds. */
const targets = () =>
  house.origin.received.map(({ target }) => target.replace(/[?&]xoauth_requestor_id=alice$/, ''));

/** Never any of these beyond the Worker: two servers could read them in two ways. */
const dots = [
  ...['/jira/a/../b', '/jira/a/./b', '/jira/a/..', '/jira/.', '/jira/a/%2e%2e/b', '/jira/a/%2E./b'],
  ...['/jira/a/..;/b', '/jira/a/..;x=y/b', '/jira/a/.;jsessionid=x/b', '/jira/a/%2e%2e;x/b'],
  ...['/jira/a/..%3b/b', '/jira/a/..%2fb', '/jira/a%2f..%2fb', '/jira/a%2F%2e%2e/b'],
  ...[
    '/jira/a\\b',
    '/jira/a\\..\\b',
    '/jira/a%5cb',
    '/jira/a%5C..%5Cb',
    '/jira/a%00b',
    '/jira/%00',
  ],
  ...['/jira/a%0d%0aX-Remote-User:%20admin/..', '/x/../jira/x', '/%2e/jira/x', '//../jira/x'],
];

/** Not with a token; the origin's own matter without one. */
const slashes = [
  ...['/jira/a%2fb', '/jira/a%2Fb', '/jira/a/%252e%252e/b', '/jira/a/%25252e/b', '/jira/a%252fb'],
  ...['/jira/a%255cb', '/jira/a%2500b', '/jira/a/..%253b/b', '/jira/a%25252Fb'],
];

const plain = [
  ...['/jira', '/jira/', '/jira?x', '/jira//a//b///', '/jira/a;v=1/b;c', '/jira/a.b/..c/c../.../d'],
  ...[
    "/jira/~x/!$&'()*+,=:@",
    '/jira/a%20b%C3%A4%7E%7e',
    '/jira/a%zz%',
    '/jira/%e4',
    '/jira/a%25b',
  ],
  ...[
    '/jira/a?b=%2e%2e%2f..%5c&c=/../',
    '/jira/a??&&=&',
    '/jira/a?x=%00%0d%0a',
    '/jira/_POSTERN/x',
  ],
  ...['/jira/a?q=%7e~+%2B%27', '/jira/a|b', '/jira/a?x={y}|[z]', '/jira/a%0d%0ab', '/jira/a:80@b'],
];

describe.each(ways)('Paths, acting by %s', (way) => {
  it('that are plain are forwarded byte for byte, with a token and without', async () => {
    for (const path of plain)
      for (const lines of [bearing(token), []]) {
        house.origin.received.length = 0;
        const { status } = await house.send(way, `GET ${path}`, lines);
        expect([status, targets()], path).toEqual([200, [path]]);
        expect(house.origin.received.map(identitiesOf)).toEqual([
          lines.length > 0 ? ['alice'] : [],
        ]);
      }
  });

  it('with dot segments, backslashes or NUL in any spelling: 400 or 404, and the origin hears nothing', async () => {
    for (const path of dots)
      for (const lines of [bearing(token), []])
        expect([400, 404], path).toContain((await house.send(way, `GET ${path}`, lines)).status);
    expect([...house.origin.received, ...house.origin.asked]).toEqual([]);
  });

  it('with encoded slashes, or any of it encoded twice: 400 with a token', async () => {
    for (const path of slashes)
      expect((await house.send(way, `GET ${path}`, bearing(token))).status, path).toBe(400);
    expect(house.origin.received).toEqual([]);
    for (const path of slashes) await house.send(way, `GET ${path}`);
    expect(targets()).toEqual(slashes);
    expect(house.origin.received.flatMap(identitiesOf)).toEqual([]);
  });

  it('with bytes that no URL has: 400, or one spelling and no 500', async () => {
    for (const byte of ['\0', '\x01', '\t', '\x7f', ' ', '\x80', '\xe4', '\xff']) {
      const { status } = await house.send(way, `GET /jira/a${byte}b`, bearing(token));
      expect(status, JSON.stringify(byte)).toBe(400);
    }
    expect(house.origin.received).toEqual([]);
    // UTF-8 that was not encoded goes on encoded: the only way a URL can say it.
    expect((await house.send(way, 'GET /jira/\xc3\xa4?\xc3\xa4', bearing(token))).status).toBe(200);
    expect(targets()).toEqual(['/jira/%C3%A4?%C3%A4']);
  });

  it('lose their fragment, the session and the reserved parameters, and nothing else', async () => {
    for (const [path, rest] of [
      ['/jira/a#b/../c', '/jira/a'],
      // Every URL parser writes it like this in a query.
      ["/jira/a'b?c='d'", "/jira/a'b?c=%27d%27"],
      ['/jira/a?b#c?d', '/jira/a?b'],
      ['/jira/a;jsessionid=1/b;JSESSIONID=2;x?y', '/jira/a/b;x?y'],
      ['/jira/a?os_username=admin&b=1&%6Fs_password=x&c', '/jira/a?b=1&c'],
      ['/jira/a?xoauth_requestor_id=admin&XOAUTH_REQUESTOR_ID=admin&oauth_token=1', '/jira/a'],
    ] as const) {
      house.origin.received.length = 0;
      expect((await house.send(way, `GET ${path}`, bearing(token))).status, path).toBe(200);
      expect(targets()).toEqual([rest]);
      expect(house.origin.received.map(identitiesOf)).toEqual([['alice']]);
    }
  });

  it('as absolute URLs, or with strange hosts, never choose where the request goes', async () => {
    const lines = bearing(token).join('');
    for (const [target, hostLine] of [
      [`http://${host}/jira/x`, host],
      ['http://evil.example/jira/x', host],
      [`http://${host}/jira/x`, 'evil.example'],
      ['//evil.example/jira/x', host],
      ['*', host],
      ['/jira/x', `admin:admin@${host}`],
      ['/jira/x', `${host}:80`],
      ['/jira/x', `${host}@evil.example`],
      ['/x', `${host}/jira`],
      ['/../../x', `${host}/jira`],
      ['/jira/x', `${host}#`],
      ['/jira/x', `${host}?`],
      ['/jira/x', '['],
      ['/jira/x', 'a b'],
      ['/jira/x', ''],
      ['/jira/x', `${host}\r\nHost: evil.example`],
    ] as const) {
      house.origin.received.length = 0;
      const text = `GET ${target} HTTP/1.1\r\nHost: ${hostLine}\r\n${lines}\r\n\r\n`;
      const { status } = await sendRaw(house.workerd.port(way), text);
      expect([200, 400, 404], `${target} ${hostLine}`).toContain(status);
      for (const one of targets()) expect(one).toMatch(/^\/jira(\/x)?$/);
      const hosts = house.origin.received.flatMap(({ headers }) =>
        headers.filter(([name]) => name.toLowerCase() === 'host'),
      );
      for (const [, value] of hosts) expect(value).toBe(`127.0.0.1:${house.origin.port}`);
    }
  });

  it('and methods: all are judged, none skips verification', async () => {
    const wrong = [`Authorization: Basic ${Buffer.from('alice:pst_x').toString('base64')}`];
    for (const method of [
      ...['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE'],
      ...['get', 'Post', 'FOO', 'SEARCH', 'MKCOL', 'LOCK', 'QUERY', 'X'],
    ])
      for (const path of [
        '/jira',
        '/jira/s/x.js',
        '/jira/status',
        '/jira/favicon.ico',
        '/jira/login.jsp',
      ])
        for (const agent of ['Googlebot', 'Jakarta Commons-HttpClient/3.1']) {
          const lines = [...wrong, `User-Agent: ${agent}`, 'Content-Length: 0'];
          const { status } = await house.send(way, `${method} ${path}`, lines);
          expect([401, 501], method).toContain(status);
        }
    expect([...house.origin.received, ...house.origin.asked]).toEqual([]);
  });

  it('and methods: a token that reads does GET, HEAD and OPTIONS; TRACE is none of anybody', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect((await house.send(way, `${method} /jira/x`, bearing(reading))).status).toBe(200);
    expect(house.origin.received.map(identitiesOf)).toEqual([['alice'], ['alice'], ['alice']]);
    house.origin.received.length = 0;
    for (const method of [
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'TRACE',
      'PROPFIND',
      'PURGE',
      'QUERY',
    ]) {
      const answer = await house.send(way, `${method} /jira/x`, [
        ...bearing(reading),
        'Content-Length: 0',
      ]);
      expect(answer.status, method).toBe(403);
    }
    for (const upgrade of ['websocket', 'WebSocket']) {
      const lines = [...bearing(reading), 'Connection: Upgrade', `Upgrade: ${upgrade}`];
      const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
      expect((await house.send(way, 'GET /jira/x', [...lines, ...key])).status).toBe(403);
    }
    expect((await house.send(way, 'TRACE /jira/x', bearing(token))).status).toBe(400);
    expect(house.origin.received).toEqual([]);
  });

  it('and methods: CONNECT is no request of ours: workerd gives it to no handler', async () => {
    const { status } = await house.send(way, `CONNECT ${host}:80`, bearing(token));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(house.origin.received).toEqual([]);
  });
});
