import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, type Judged, openHouse, type ProxyKind, type Served } from './house.ts';

type Header = readonly [name: string, value: string];

/** No header that says so may reach the origin with this name in it, nor the other side of the proxy. */
const intruder = 'admin';

/** What tells somebody who acts, from where, by which method or to which path, somewhere. */
const trusted = [
  'Remote-User',
  'X-Remote-User',
  'X-Forwarded-User',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Email',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Method',
  'X-Forwarded-Uri',
  'X-Real-IP',
  'X-Original-Method',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
  'X-Postern-Secret',
  'X-Postern-Proxy-Secret',
  'X-Postern-User-Key',
  'X-Postern-Token-Id',
  'X-Postern-Scope',
  'X-WebAuth-User',
  'Forwarded',
  'Proxy-Authorization',
];

const spellings: Record<string, (name: string) => string[]> = {
  'as it is': (name) => [name],
  'in capitals': (name) => [name.toUpperCase()],
  'in small letters': (name) => [name.toLowerCase()],
  'with underscores': (name) => [name.replaceAll('-', '_')],
  'with one underscore': (name) => [name.replace('-', '_'), name.replace(/-([^-]*)$/, '_$1')],
  'several times': (name) => [name, name.toLowerCase(), name.replaceAll('-', '_'), name],
};

const basic = (user: string, secret: string): Header => [
  'Authorization',
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
];

/** The values of a header at the origin, in whatever spelling it came. */
function valuesOf({ received }: Served, name: string): string[] {
  const raw = received[0]?.rawHeaders ?? [];
  const fold = (text: string | undefined) => text?.toLowerCase().replaceAll('_', '-');
  return raw.filter((_, i) => i % 2 === 1 && fold(raw[i - 1]) === fold(name));
}

export function describeForwardAuth(proxy: ProxyKind): void {
  describe(`${proxy.name}, configured as documented`, () => {
    let house: House;
    let secret: string;
    let readOnly: string;

    beforeAll(async () => {
      house = await openHouse(proxy);
      secret = (await house.createToken('alice')).secret;
      readOnly = (await house.createToken('alice', { scope: 'read' })).secret;
    });
    afterAll(() => house?.close());

    const get = (headers: readonly Header[], judged: Judged = 'any') =>
      house.send({ target: '/rest/api/2/myself', headers, judged });

    /** The origin got one request, from the proxy, in the name of this user; and it says nothing else of who acts. */
    function expectServedAs(user: string, served: Served): void {
      expect(served.received).toMatchObject([{ user, authenticatedBy: 'header' }]);
      expect(valuesOf(served, 'Remote-User')).toEqual([user]);
      expect(valuesOf(served, 'X-Postern-Secret')).toEqual([house.originSecret]);
      expect(valuesOf(served, 'X-Forwarded-For')).toEqual(['127.0.0.1']);
      for (const name of ['Authorization', 'Cookie', 'Upgrade', 'X-Postern-Proxy-Secret'])
        expect(valuesOf(served, name), name).toEqual([]);
      expectNoIntruder(served);
      expect(served.headers.get('set-cookie')).toBeUndefined();
      expect(served.headers.get('cache-control')).toEqual(['private, no-store']);
    }

    function expectNoIntruder({ received }: Served): void {
      expect(received[0]?.rawHeaders.filter((text) => text.includes(intruder))).toEqual([]);
    }

    function expectRefused(served: Served, status: number): void {
      expect(served.status).toBe(status);
      expect(served.received).toEqual([]);
      const challenge = served.headers.get('www-authenticate');
      expect(challenge).toEqual(
        status === 401 ? ['Basic realm="Jira", charset="UTF-8"'] : undefined,
      );
    }

    describe('a good token', () => {
      it.each([
        ['Basic', () => basic('alice', secret)],
        ['Basic, the name in capitals', () => basic('ALICE', secret)],
        ['Bearer', (): Header => ['Authorization', `Bearer ${secret}`]],
        ['bearer', (): Header => ['authorization', `bearer ${secret}`]],
      ])('is served as its owner, by %s', async (_, credential) => {
        const served = await get([credential()]);
        expect(served.status).toBe(200);
        expect(JSON.parse(served.body)).toMatchObject({ name: 'alice' });
        expectServedAs('alice', served);
      });

      it('writes: the body arrives, whatever browser it says it is', async () => {
        const body = JSON.stringify({
          fields: { project: { key: 'DEMO' }, summary: 'a', issuetype: { name: 'Task' } },
        });
        const served = await house.send({
          method: 'POST',
          target: '/rest/api/2/issue',
          headers: [
            basic('alice', secret),
            ['Content-Type', 'application/json'],
            ['User-Agent', 'Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1'],
            ['Origin', 'https://evil.example'],
          ],
          body,
        });
        expect(served.status).toBe(201);
        expect(served.received).toMatchObject([{ method: 'POST', bodyBytes: body.length }]);
        expectServedAs('alice', served);
      });

      it("is not outdone by somebody else's session", async () => {
        const cookie = await house.logIn('bob');
        const served = await get([basic('alice', secret), ['Cookie', cookie]]);
        expect(JSON.parse(served.body)).toMatchObject({ name: 'alice' });
        expectServedAs('alice', served);
      });

      it('reaches the path as it was sent', async () => {
        const target = '/rest/api/2/%6Dyself;a=b?jql=x%20%2F%2b+%C3%A4&&q=%27';
        const served = await house.send({ target, headers: [basic('alice', secret)] });
        expect(served.received[0]?.target.startsWith(`/jira${target}`)).toBe(true);
        expectServedAs('alice', served);
      });

      it('never opens a WebSocket', async () => {
        const served = await get([
          basic('alice', readOnly),
          ['Connection', 'close, Upgrade'],
          ['Upgrade', 'websocket'],
          ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
        ]);
        expectServedAs('alice', served);
      });

      it('is refused once it is deleted', async () => {
        const { token, secret: other } = await house.createToken('bob');
        expect((await get([basic('bob', other)])).status).toBe(200);
        await house.deleteToken('bob', token.id);
        expectRefused(await get([basic('bob', other)]), 401);
      });
    });

    describe('without a good token', () => {
      it.each<[string, () => Header[]]>([
        ['an unknown token', () => [basic('alice', `pst_${'0'.repeat(36)}`)]],
        ["somebody else's token", () => [basic('bob', secret)]],
        ['a cut token', () => [basic('alice', secret.slice(0, -1))]],
        ['a password', () => [basic('alice', 'alice')]],
        ['no Base64', () => [['Authorization', 'Basic !']]],
        ['a native token', () => [['Authorization', 'Bearer native']]],
        ['another scheme', () => [['Authorization', 'Negotiate abc']]],
        ['two credentials in one', () => [['Authorization', `Basic abc, Bearer ${secret}`]]],
      ])('%s is refused, and the origin hears nothing of it', async (_, headers) => {
        expectRefused(await get(headers()), 401);
        expectRefused(await get([...headers(), ['Cookie', await house.logIn('alice')]]), 401);
        expect(house.playground.failedLogins('alice')).toBe(0);
      });

      it('of two Authorization headers the origin sees none', async () => {
        for (const two of [
          [basic('alice', secret), basic('bob', 'bob')],
          [basic('bob', 'bob'), basic('alice', secret)],
        ]) {
          const served = await get(two);
          if (served.status === 200) expectServedAs('alice', served);
          else expect([400, 401]).toContain(served.status);
          expect(served.received.filter(({ user }) => user !== 'alice')).toEqual([]);
        }
      });
    });

    describe('a token that may only read', () => {
      it.each(['GET', 'HEAD', 'OPTIONS'])('passes for %s', async (method) => {
        const served = await house.send({
          method,
          target: '/rest/api/2/myself',
          headers: [basic('alice', readOnly)],
        });
        expectServedAs('alice', served);
        expect(served.received).toMatchObject([{ method }]);
      });

      it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])(
        'is refused for %s',
        async (method) => {
          const said = [
            [],
            ['X-Forwarded-Method'],
            ['X-Original-Method'],
            ['X-Forwarded-Method', 'X-Original-Method', 'x_forwarded_method', 'X-HTTP-Method'],
          ];
          for (const names of said) {
            const headers = names.map((name): Header => [name, 'GET']);
            const served = await house.send({
              method,
              target: '/rest/api/2/issue?scope=read',
              headers: [basic('alice', readOnly), ...headers],
              body: '{}',
            });
            expectRefused(served, 403);
          }
        },
      );

      it('cannot hide a method in a header', async () => {
        for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
          const served = await get([basic('alice', readOnly), [name, 'DELETE']]);
          expectServedAs('alice', served);
          expect(valuesOf(served, name)).toEqual([]);
        }
      });
    });

    describe('what a client says of who acts', () => {
      it.each(Object.keys(spellings))('does not count with a token, %s', async (spelling) => {
        const names = trusted.flatMap(spellings[spelling]!);
        const served = await get([
          ...names.map((name): Header => [name, intruder]),
          basic('alice', secret),
          ...names.map((name): Header => [name, intruder]),
        ]);
        expect(served.status).toBe(200);
        expectServedAs('alice', served);
      });

      it.each(Object.keys(spellings))('does not count without a token, %s', async (spelling) => {
        const cookie = await house.logIn('bob');
        const spoofed = trusted
          .flatMap(spellings[spelling]!)
          .map((name): Header => [name, intruder]);
        for (const [headers, user] of [
          [spoofed, 'anonymous'],
          [[...spoofed, ['Cookie', cookie]], 'bob'],
        ] as [Header[], string][]) {
          const served = await get(headers);
          expect(served.received).toMatchObject([{ user }]);
          expect(valuesOf(served, 'Remote-User')).toEqual([]);
          expect(valuesOf(served, 'X-Postern-Secret')).toEqual([]);
          expectNoIntruder(served);
        }
      });

      it('does not count even where the client knows the secrets', async () => {
        const served = await get([
          ['Remote-User', 'bob'],
          ['X-Postern-Secret', house.originSecret],
          ['X-Postern-Proxy-Secret', house.proxySecret],
        ]);
        expect(served.received).toMatchObject([{ user: 'anonymous' }]);
      });

      it('cannot take away what the proxy says', async () => {
        const named =
          'close, Remote-User, X-Postern-Secret, X-Forwarded-Method, X-Real-IP, X-Postern-Proxy-Secret';
        const headers: Header[] = [basic('alice', readOnly), ['Connection', named]];
        expectServedAs('alice', await get(headers));
        expectRefused(await house.send({ method: 'POST', target: '/x', headers, body: '{}' }), 403);
      });
    });

    describe('a request without Authorization', () => {
      it("is the origin's own matter: sessions work, in both directions", async () => {
        const cookie = await house.logIn('bob');
        expect(cookie).toContain('JSESSIONID=');
        const served = await get([['Cookie', cookie]]);
        expect(served.status).toBe(200);
        expect(served.received).toMatchObject([{ user: 'bob', authenticatedBy: 'session' }]);
      });

      it('goes on as anonymous, with an empty one too', async () => {
        const served = await get([]);
        expect(served.received).toMatchObject([{ user: 'anonymous', authenticatedBy: 'none' }]);
        const empty = await get([['Authorization', '']]);
        expect(empty.received.map(({ user }) => user)).not.toContain('alice');
        expect(valuesOf(empty, 'Authorization').join('')).toBe('');
      });
    });

    describe('a token for some addresses', () => {
      it('passes from there', async () => {
        const { secret: here } = await house.createToken('alice', { ipRanges: ['127.0.0.1/32'] });
        expectServedAs('alice', await get([basic('alice', here)]));
      });

      it('is refused from elsewhere, whatever the client says', async () => {
        const { secret: there } = await house.createToken('alice', { ipRanges: ['10.0.0.0/8'] });
        expectRefused(await get([basic('alice', there)]), 403);
        for (const name of [
          'X-Real-IP',
          'X-Forwarded-For',
          'CF-Connecting-IP',
          'True-Client-IP',
          'x_real_ip',
        ])
          expectRefused(await get([basic('alice', there), [name, '10.1.1.1']]), 403);
      });
    });

    describe('the Worker', () => {
      it('is asked for nothing but a verdict', async () => {
        const asked = await house.withStandIn({ status: 401 }, async () => {
          const headers: Header[] = [basic('alice', secret), ['Cookie', 'JSESSIONID=intruder']];
          const spoofed = trusted.map((name): Header => [name, 'intruder']);
          await house.send({
            method: 'DELETE',
            target: '/x?scope=read',
            headers: [...headers, ...spoofed, ['Content-Type', 'text/plain']],
            body: 'a body',
          });
        });
        expect(asked).toHaveLength(1);
        const [{ method, url, headers, rawHeaders }] = asked as [(typeof asked)[number]];
        expect(method).toBe('GET');
        expect(url?.replace(/\?$/, '')).toBe('/jira/_postern/verify');
        expect(headers).toMatchObject({
          authorization: basic('alice', secret)[1],
          'x-forwarded-method': 'DELETE',
          'x-real-ip': '127.0.0.1',
          'x-postern-proxy-secret': house.proxySecret,
        });
        expect(rawHeaders.join('\n')).not.toContain('intruder');
        expect(headers).not.toHaveProperty('cookie');
        expect(headers['content-length'] ?? '0').toBe('0');
        expect(headers).not.toHaveProperty('transfer-encoding');
      });

      it.each([
        ['200 without a name', { status: 200 }],
        ['200 with an empty name', { status: 200, headers: { 'Remote-User': '' } }],
        ['204', { status: 204 }],
        ['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }],
        ['404', { status: 404, headers: { 'Remote-User': 'alice' } }],
        ['429', { status: 429, headers: { 'Remote-User': 'alice' } }],
        ['500', { status: 500, headers: { 'Remote-User': 'alice' } }],
      ])('must say who it is: %s does not pass', async (_, answer) => {
        await house.withStandIn(answer, async () => {
          const served = await get([basic('alice', secret), ['Remote-User', 'alice']]);
          expect(served.status).not.toBe(200);
          expect(served.received).toEqual([]);
        });
      });

      it('is not believed with a certificate that nobody signed', async () => {
        await house.withForgedCertificate(async () => {
          const served = await get([basic('alice', secret)]);
          expect(served.status).toBeGreaterThanOrEqual(500);
          expect(served.received).toEqual([]);
        });
        expect((await get([basic('alice', secret)])).status).toBe(200);
      });

      it('is asked by no client as the proxy', async () => {
        const headers: Header[] = [basic('alice', readOnly), ['X-Forwarded-Method', 'GET']];
        for (const spoofed of [[], [['X-Postern-Proxy-Secret', house.proxySecret]]] as Header[][]) {
          const target = '/_postern/verify';
          const served = await house.send({ target, headers: [...headers, ...spoofed] });
          expect(served.status).toBe(403);
        }
      });
    });

    describe('where all but Basic and our Bearer is the product’s', () => {
      it('native tokens and other schemes pass as they came', async () => {
        const headers: Header[] = [
          ['Cookie', await house.logIn('bob')],
          ['Content-Type', 'application/json'],
        ];
        const body = JSON.stringify({ name: 'native' });
        const target = '/rest/pat/latest/tokens';
        const created = await house.send({ method: 'POST', target, headers, body });
        const { rawToken } = JSON.parse(created.body) as { rawToken: string };
        const served = await get([['Authorization', `Bearer ${rawToken}`]], 'ours');
        expect(served.received).toMatchObject([{ user: 'bob', authenticatedBy: 'pat' }]);
        const other = await get([['Authorization', 'Negotiate abc']], 'ours');
        expect(valuesOf(other, 'Authorization')).toEqual(['Negotiate abc']);
      });

      it('tokens are judged, and Basic is, whatever it holds', async () => {
        expectServedAs('alice', await get([basic('alice', secret)], 'ours'));
        expectServedAs('alice', await get([['Authorization', `BEARER  ${secret}`]], 'ours'));
        expectRefused(await get([basic('alice', 'alice')], 'ours'), 401);
        expectRefused(await get([['Authorization', 'Bearer pst_junk']], 'ours'), 401);
        expectRefused(await get([['Authorization', 'basic']], 'ours'), 401);
      });

      it('nobody gets a name by a header', async () => {
        const spoofed = trusted.map((name): Header => [name, intruder]);
        const served = await get([...spoofed, ['Authorization', 'Negotiate abc']], 'ours');
        expect(served.received).toMatchObject([{ user: 'anonymous' }]);
        expectNoIntruder(served);
      });

      it('a credential does not pass behind another one', async () => {
        const served = await get([['Authorization', 'Negotiate abc'], basic('bob', 'bob')], 'ours');
        expect(served.received.filter(({ user }) => user !== 'anonymous')).toEqual([]);
        expect(valuesOf(served, 'Authorization').join()).not.toContain('Basic');
      });
    });

    describe('where tokens alone pass', () => {
      it('nobody else does', async () => {
        expectServedAs('alice', await get([basic('alice', secret)], 'all'));
        expectRefused(await get([], 'all'), 401);
        expectRefused(await get([['Cookie', await house.logIn('bob')]], 'all'), 401);
        expectRefused(await get([['Remote-User', intruder]], 'all'), 401);
      });
    });

    describe('when it cannot be told', () => {
      it('a database that is down is 503, and nothing passes', async () => {
        await house.stopWorker();
        await house.startWorker('broken');
        expectRefused(await get([basic('alice', secret)]), 503);
        expectRefused(await get([basic('alice', 'alice')]), 401);
      });

      it('a Worker that does not answer lets nothing pass, and browsers on', async () => {
        await house.stopWorker();
        const served = await get([basic('alice', secret)]);
        expect([502, 503]).toContain(served.status);
        expect(served.received).toEqual([]);
        const browser = await get([['Cookie', await house.logIn('bob')]]);
        expect(browser.received).toMatchObject([{ user: 'bob' }]);
      });

      it('all is well again when the Worker is', async () => {
        await house.startWorker('good');
        expectServedAs('alice', await get([basic('alice', secret)]));
      });
    });
  });
}
