import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unsigned } from '../../tests/support/unsigned.ts';
import {
  basic,
  jira,
  jiraByHeader,
  openIsolate,
  setPolicy,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { logIn, playground, receivedAt } from '../../tests/support/workerd/origin.ts';
import { auditTrail } from '../../tests/support/workerd/tokens.ts';

const echo = '/rest/playground/echo';
const sites = [
  ['application link', jira, 'jira'],
  ['trusted header', jiraByHeader, 'jira'],
  ['application link of Confluence', wiki, 'confluence'],
] as const;

interface Echo {
  method: string;
  target: string;
  rawHeaders: string[];
  query: [string, string][];
  form: [string, string][];
  body: { length: number; sha256: string };
  user: string;
  authenticatedBy: string;
}

let isolate: ReturnType<typeof openIsolate>;
beforeEach(() => {
  isolate = openIsolate();
});

async function tokenOf(user: string, wish: object = {}, site: string = jira) {
  const product = site === wiki ? 'confluence' : 'jira';
  const { token, secret } = await isolate.create(site, await logIn(product, user), { ...wish });
  return { id: token.id, secret, Authorization: basic(user, secret) };
}

const problemOf = async (response: Response) =>
  ((await response.json()) as { code: string; detail: string }).code;

/** What the origin saw below `/rest/playground/`, in any product. */
const seen = async () => [
  ...(await receivedAt('/jira/rest/playground')),
  ...(await receivedAt('/confluence/rest/playground')),
];

describe.each(sites)('acting by %s', (_, site, product) => {
  it('sends the request as its owner', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const response = await isolate.fetch(`${site}${echo}?a=b%20c`, { headers: { Authorization } });
    expect(response.status).toBe(200);
    expect(response.headers.get('X-AUSERNAME')).toBe('alice');
    const [received] = await receivedAt(`/${product}${echo}`);
    expect(received).toMatchObject({ user: 'alice', method: 'GET' });
  });

  it('lets it make no token of the product, which nobody here could end', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const pats = `${site}/rest/p%61t/latest/tokens`;
    const response = await isolate.fetch(pats, {
      method: 'POST',
      headers: { Authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'for ever' }),
    });
    expect([response.status, await problemOf(response)]).toEqual([403, 'forbidden']);
    const headers = { Authorization, Accept: 'application/json' };
    const listed = await isolate.fetch(pats, { headers });
    expect([listed.status, await listed.json()]).toEqual([200, []]);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'sends %s',
    async (method) => {
      const { Authorization } = await tokenOf('alice', {}, site);
      const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
      const response = await isolate.fetch(`${site}${echo}`, {
        method,
        headers: { Authorization, ...(hasBody && { 'Content-Type': 'application/json' }) },
        ...(hasBody && { body: '{"ä":1}' }),
      });
      expect(response.status).toBe(200);
      expect((await seen())[0]).toMatchObject({ method, user: 'alice' });
    },
  );

  it('signs and sends form bodies', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const form = 'a=1&a=2&b=x+y%2Bz&%C3%A4=%26&empty=&flag';
    const response = await isolate.fetch(`${site}${echo}?q=%7E`, {
      method: 'POST',
      headers: {
        Authorization,
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      },
      body: form,
    });
    expect(response.status).toBe(200);
    const answer: Echo = await response.json();
    expect(answer.user).toBe('alice');
    expect(answer.form).toEqual([...new URLSearchParams(form)]);
    expect(answer.body.length).toBe(form.length);
  });

  it('streams multipart bodies, byte for byte', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'ä.bin');
    const request = new Request('https://x/', { method: 'POST', body: form });
    const body = await request.arrayBuffer();
    const response = await isolate.fetch(`${site}${echo}`, {
      method: 'POST',
      headers: { Authorization, 'Content-Type': request.headers.get('Content-Type') ?? '' },
      body,
    });
    const answer: Echo = await response.json();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(answer).toMatchObject({ user: 'alice', body: { length: body.byteLength, sha256: hex } });
  });

  it.each(["/a%20b/%C3%A4/~x/!$&'()*+,=:@;v=1", '//double//slashes/', '/a%7Eb%2Bc%25d', '/(x)[y]'])(
    'forwards the path %s byte for byte',
    async (path) => {
      const { Authorization } = await tokenOf('alice', {}, site);
      const response = await isolate.fetch(`${site}${echo}${path}?b=2&a=%7e+%2B&&c`, {
        headers: { Authorization },
      });
      expect(response.status).toBe(200);
      const [received] = await seen();
      expect(received?.target.startsWith(`/${product}${echo}${path}?b=2&a=%7e+%2B&&c`)).toBe(true);
      expect(received?.user).toBe('alice');
    },
  );

  it('lets the client say nothing of who acts, in any spelling', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const forged = {
      'X-Remote-User': 'admin',
      x_remote_user: 'admin',
      'X-Remote_User': 'admin',
      'X-Postern-Secret': 'guess',
      X_POSTERN_SECRET: 'guess',
      'Remote-User': 'admin',
      'X-Forwarded-User': 'admin',
      'X-Forwarded-For': '192.0.2.99',
      X_Forwarded_For: '192.0.2.99',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'ftp',
      Forwarded: 'for=192.0.2.99',
      'X-Real-IP': '192.0.2.99',
      'X-HTTP-Method-Override': 'DELETE',
      'Proxy-Authorization': 'Basic YWRtaW46YWRtaW4=',
      Cookie: `${await logIn(product, 'admin')}; other=1`,
      Origin: 'https://evil.example',
      Referer: 'https://evil.example/',
      'User-Agent': 'Mozilla/5.0',
      'X-Custom': 'kept',
      'X-Dropped': 'admin',
      Connection: 'X-Dropped',
    };
    const response = await isolate.fetch(`${site}${echo}`, {
      method: 'POST',
      headers: { ...forged, Authorization, 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(200);
    const [received, ...others] = await seen();
    expect(others).toEqual([]);
    expect(received?.user).toBe('alice');
    const raw = received?.rawHeaders ?? [];
    const named = (name: string) =>
      raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase().replaceAll('_', '-') === name);
    expect(named('x-remote-user')).toEqual(site === jiraByHeader ? ['alice'] : []);
    expect(named('x-postern-secret')).toEqual(site === jiraByHeader ? [testEnv.HEADER_SECRET] : []);
    expect(named('x-forwarded-for')).toEqual(['203.0.113.9']);
    expect(named('x-forwarded-host')).toEqual([new URL(site).host]);
    expect(named('x-forwarded-proto')).toEqual(['https']);
    expect(named('x-atlassian-token')).toEqual(['no-check']);
    expect(named('user-agent')).toEqual(['Postern']);
    expect(named('x-custom')).toEqual(['kept']);
    for (const name of [
      'cookie',
      'proxy-authorization',
      'remote-user',
      'x-forwarded-user',
      'forwarded',
    ])
      expect(named(name), name).toEqual([]);
    for (const name of ['x-real-ip', 'x-http-method-override', 'origin', 'referer', 'x-dropped'])
      expect(named(name), name).toEqual([]);
    expect(named('authorization').filter((value) => !value.startsWith('OAuth '))).toEqual([]);
    expect(unsigned(raw.join('\n'))).not.toMatch(/admin|pst_|evil/);
  });

  it('takes reserved parameters out of the query, and a session out of the path', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const admin = (await logIn(product, 'admin')).replace('JSESSIONID=', '');
    const query =
      'os_username=admin&os_password=admin&x=1&xoauth_requestor_id=admin&%6fauth_token=1';
    const url = `${site}/rest/playground;jsessionid=${admin}/echo;v=1;JSESSIONID=${admin}?${query}`;
    const response = await isolate.fetch(url, { headers: { Authorization } });
    expect(response.status).toBe(200);
    const answer: Echo = await response.json();
    expect(answer.user).toBe('alice');
    expect(answer.target).toMatch(
      /\/rest\/playground\/echo;v=1\?x=1(&xoauth_requestor_id=alice)?$/,
    );
  });

  it('refuses reserved parameters in a form', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    for (const body of [
      'os_username=admin&os_password=admin',
      'a=1&xoauth_requestor_id=admin',
      'OAUTH_x=1',
    ]) {
      const response = await isolate.fetch(`${site}${echo}`, {
        method: 'POST',
        headers: { Authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
        body,
      });
      expect([response.status, await problemOf(response)]).toEqual([400, 'invalid_request']);
    }
    expect(await seen()).toEqual([]);
  });

  it('keeps what the origin says to the client, but for its cookies', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const response = await isolate.fetch(`${site}${echo}`, { headers: { Authorization } });
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    expect(response.headers.get('Content-Type')).toContain('application/json');
    const expires = Date.parse(response.headers.get('X-Postern-Token-Expires') ?? '');
    expect(expires).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });

  it('hands redirects on and follows none', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    for (const to of ['https://elsewhere.example/x', `/${product}${echo}`]) {
      const url = `${site}/rest/playground/redirect?to=${encodeURIComponent(to)}`;
      const response = await isolate.fetch(url, { headers: { Authorization } });
      expect([response.status, response.headers.get('Location')]).toEqual([302, to]);
    }
    expect(await receivedAt(`/${product}${echo}`)).toEqual([]);
  });

  it('answers 502 where the product served somebody else', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    const response = await isolate.fetch(`${site}/rest/playground/whoami-mismatch`, {
      headers: { Authorization },
    });
    expect([response.status, response.headers.get('X-AUSERNAME')]).toEqual([502, null]);
    expect(await response.text()).not.toContain('bob');
  });

  it('writes nothing for an owner whom the product does not know any more', async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    await playground.setActive('alice', false);
    for (const method of ['POST', 'GET']) {
      const response = await isolate.fetch(`${site}${echo}`, {
        method,
        headers: { Authorization },
      });
      expect([response.status, await problemOf(response)]).toEqual([502, 'origin_unavailable']);
    }
    expect((await seen()).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it("does not open a name's new owner to the old one's token", async () => {
    const { Authorization } = await tokenOf('alice', {}, site);
    await testEnv.DB.exec("UPDATE tokens SET owner_key = 'somebody who left'");
    isolate = openIsolate();
    for (const method of ['POST', 'GET']) {
      const response = await isolate.fetch(`${site}${echo}`, {
        method,
        headers: { Authorization },
      });
      expect(response.status).toBe(502);
    }
    expect((await seen()).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('answers 502 where no user has the name', async () => {
    const { Authorization, secret } = await tokenOf('alice', {}, site);
    await testEnv.DB.exec("UPDATE tokens SET owner_name = 'nobody'");
    isolate = openIsolate();
    expect((await isolate.fetch(`${site}${echo}`, { headers: { Authorization } })).status).toBe(
      401,
    );
    const headers = { Authorization: basic('nobody', secret) };
    expect((await isolate.fetch(`${site}${echo}`, { headers })).status).toBe(502);
  });
});

describe('names beyond ASCII', () => {
  it('are said by the application link', async () => {
    const { Authorization } = await tokenOf('märta');
    const response = await isolate.fetch(`${jira}${echo}`, {
      method: 'POST',
      headers: { Authorization },
    });
    expect([response.status, response.headers.get('X-AUSERNAME')]).toEqual([200, 'm%C3%A4rta']);
  });

  it('are refused by the trusted header, and by either where they would split it', async () => {
    const { Authorization } = await tokenOf('märta', {}, jiraByHeader);
    const response = await isolate.fetch(`${jiraByHeader}${echo}`, { headers: { Authorization } });
    expect([response.status, await problemOf(response)]).toEqual([502, 'origin_unavailable']);
    const { secret } = await tokenOf('alice', {}, jiraByHeader);
    for (const name of ['alice\r\nX-Remote-User: admin', 'alice\n', ' alice', '']) {
      await testEnv.DB.prepare('UPDATE tokens SET owner_name = ?').bind(name).run();
      const fresh = openIsolate();
      const answer = await fresh.fetch(`${jiraByHeader}${echo}`, {
        headers: { Authorization: `Bearer ${secret}` },
      });
      expect(answer.status).toBe(502);
    }
    expect(await seen()).toEqual([]);
  });
});

describe('a credential that is not good', () => {
  it('is one 401, the same bytes whatever the reason, and the origin hears nothing', async () => {
    const { secret } = await tokenOf('alice');
    const expired = await tokenOf('alice');
    const deleted = await tokenOf('alice');
    const elsewhere = await tokenOf('alice', {}, jiraByHeader);
    await testEnv.DB.batch([
      testEnv.DB.prepare('UPDATE tokens SET expires_at = 1 WHERE id = ?').bind(expired.id),
      testEnv.DB.prepare('DELETE FROM tokens WHERE id = ?').bind(deleted.id),
    ]);
    const { results } = await testEnv.DB.prepare('SELECT id, hash, hint FROM tokens').all<{
      id: string;
      hash: string;
      hint: string;
    }>();
    const good = basic('alice', secret);
    const wrong = [
      ...[
        '',
        'Basic',
        'Basic x',
        'Basic !',
        `${good}, ${good}`,
        `Bearer x, ${good}`,
        `Negotiate x, ${good}`,
      ],
      ...[
        basic('bob', secret),
        basic('alice ', secret),
        basic('ａlice', secret),
        basic('alıce', secret),
        basic('', secret),
      ],
      ...[
        basic('alice', secret.toLowerCase()),
        basic('alice', `${secret}0`),
        basic('alice', secret.slice(0, -1)),
      ],
      ...[
        basic(secret, ''),
        basic('alice', `pst_${'0'.repeat(36)}`),
        basic('alice', ` ${secret}`),
        secret,
      ],
      ...[
        expired.Authorization,
        deleted.Authorization,
        elsewhere.Authorization,
        `Basic ${'A'.repeat(9000)}`,
      ],
      ...results.flatMap(({ id, hash, hint }) =>
        [id, hash, hint].map((value) => basic('alice', `pst_${value}`)),
      ),
    ];
    const answers = new Set<string>();
    for (const [i, Authorization] of wrong.entries()) {
      const response = await isolate.fetch(`${jira}${echo}`, {
        method: i % 2 ? 'POST' : 'GET',
        headers: { Authorization, 'CF-Connecting-IP': `2001:db8:0:${i}::1` },
      });
      expect(response.status, Authorization).toBe(401);
      answers.add(JSON.stringify([...response.headers]) + (await response.text()));
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('Basic realm=\\"Jira\\", charset=\\"UTF-8\\"');
    expect([...answers][0]).toContain('no-store');
    expect(await seen()).toEqual([]);
    expect(await playground.failedLogins('alice')).toBe(0);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'POST', 'PUT', 'DELETE'])(
    'never reaches the origin by %s, whatever the path and the agent',
    async (method) => {
      const wrong = basic('alice', `pst_${'0'.repeat(36)}`);
      for (const path of [
        '',
        '/',
        '/favicon.ico',
        '/s/x/_/download/batch/x.js',
        '/status',
        '/login.jsp',
        '/_POSTERN/verify',
        '/rest/api/2/serverInfo',
      ]) {
        const headers = {
          Authorization: wrong,
          'User-Agent': 'Googlebot',
          'CF-Connecting-IP': crypto.randomUUID(),
        };
        expect((await isolate.fetch(`${jira}${path}`, { method, headers })).status).not.toBe(200);
      }
      expect(await playground.received()).toEqual([]);
      expect(await playground.failedLogins('alice')).toBe(0);
    },
  );

  it.each([
    ['Jira "of" \\ all', 'Jira \\"of\\" \\\\ all'],
    ['Jira für alle', 'jira'],
    ['Jira\r\nX-Evil: 1', 'jira'],
  ])(
    'names the site in its realm, or its id where a header cannot say it: %j',
    async (name, realm) => {
      const SITES = (testEnv.SITES as object[]).map((site) => ({ ...site, name }));
      const headers = { Authorization: basic('alice', 'pst_junk') };
      const response = await openIsolate({ SITES }).fetch(`${jira}${echo}`, { headers });
      expect(response.headers.get('WWW-Authenticate')).toBe(
        `Basic realm="${realm}", charset="UTF-8"`,
      );
    },
  );

  it('costs no query if the shape or the tag is wrong', async () => {
    const untouched = new Proxy({}, { get: () => expect.fail('the database was asked') });
    const { fetch } = openIsolate({ DB: untouched as D1Database });
    for (const password of ['pst_', `pst_${'a'.repeat(36)}`, `PST_${'a'.repeat(36)}`, 'pst_O0lI'])
      expect(
        (await fetch(`${jira}${echo}`, { headers: { Authorization: basic('alice', password) } }))
          .status,
      ).toBe(401);
  });
});

describe('a good credential', () => {
  it('is the name in any ASCII letter case, and Bearer without a name', async () => {
    const { secret } = await tokenOf('alice');
    for (const Authorization of [
      basic('ALICE', secret),
      basic('aLiCe', secret),
      `Bearer ${secret}`,
      `bearer ${secret}`,
    ]) {
      const response = await isolate.fetch(`${jira}${echo}`, { headers: { Authorization } });
      expect(((await response.json()) as Echo).user).toBe('alice');
    }
  });

  it('that may only read does not write, and the origin hears nothing', async () => {
    const { Authorization } = await tokenOf('alice', { scope: 'read' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']) {
      const response = await isolate.fetch(`${jira}${echo}`, {
        method,
        headers: { Authorization },
      });
      expect([response.status, await problemOf(response)], method).toEqual([403, 'forbidden']);
    }
    const headers = { Authorization, Upgrade: 'websocket' };
    expect((await isolate.fetch(`${jira}${echo}`, { headers })).status).toBe(403);
    expect(await seen()).toEqual([]);
    const override = { Authorization, 'X-HTTP-Method-Override': 'DELETE' };
    expect((await isolate.fetch(`${jira}${echo}`, { headers: override })).status).toBe(200);
  });

  it('is bound to its addresses, and to those of the site', async () => {
    const { Authorization } = await tokenOf('alice', {
      ipRanges: ['203.0.113.0/24', '2001:db8::/32'],
    });
    const from = async (address: string) => {
      const headers = {
        Authorization,
        'CF-Connecting-IP': address,
        'X-Forwarded-For': '203.0.113.1',
      };
      return (await isolate.fetch(`${jira}${echo}`, { headers })).status;
    };
    expect(await from('203.0.113.77')).toBe(200);
    expect(await from('2001:DB8::1')).toBe(200);
    expect(await from('::ffff:203.0.113.1')).toBe(200);
    for (const address of [
      '203.0.114.1',
      '198.51.100.1',
      '2001:db9::1',
      '',
      'unknown',
      '203.0.113.1, 203.0.113.2',
    ])
      expect(await from(address), address).toBe(403);
    await setPolicy('jira', { ipRanges: ['203.0.113.128/25'] });
    isolate = openIsolate();
    expect([await from('203.0.113.200'), await from('203.0.113.77')]).toEqual([200, 403]);
  });

  it('from no known address passes where no address is asked for, and only there', async () => {
    const everywhere = ['0.0.0.0/0', '::/0'];
    const statuses = [];
    for (const ipRanges of [null, everywhere]) {
      const { Authorization } = await tokenOf('alice', { ipRanges });
      const request = new Request(`${jira}${echo}`, { headers: { Authorization } });
      statuses.push((await isolate.send(request)).status);
    }
    expect(statuses).toEqual([200, 403]);
  });

  it('says no end where it has none', async () => {
    await setPolicy('jira', { maxLifetimeDays: null });
    const { Authorization } = await tokenOf('alice', { expiresAt: null });
    const response = await isolate.fetch(`${jira}${echo}`, { headers: { Authorization } });
    expect(response.status).toBe(200);
    expect(response.headers.get('X-Postern-Token-Expires')).toBeNull();
  });

  it('beside an ambiguous path is refused, and the origin hears nothing', async () => {
    const { Authorization } = await tokenOf('alice');
    await playground.reset();
    for (const path of [
      '/a/../b',
      '/a/%2e%2e/b',
      '/a/%252e%252e/b',
      '/a/..;/b',
      '/a/..;x=y/b',
      '/a%2fb',
      '/a%5cb',
      '/a\\b',
      '/a%00b',
      '/./a',
      '/%2e/a',
      '/../jira/rest/playground/echo',
    ]) {
      const response = await isolate.fetch(`${jira}${path}`, { headers: { Authorization } });
      expect([response.status, await problemOf(response)], path).toEqual([400, 'invalid_request']);
    }
    expect(await playground.received()).toEqual([]);
  });

  it('never becomes part of the origin, however the path before the context is written', async () => {
    const { Authorization } = await tokenOf('alice');
    const host = new URL(jira).origin;
    await playground.reset();
    for (const path of [
      '/./jira/x',
      '/x/../jira/x',
      '/%2e/jira/x',
      '//../jira/x',
      '/\\../jira/x',
      '/a/%2e%2e/jira/x',
    ])
      for (const headers of [{ Authorization }, {}] as Record<string, string>[]) {
        const response = await isolate.fetch(`${host}${path}`, { headers });
        expect([400, 404], path).toContain(response.status);
      }
    expect(await playground.received()).toEqual([]);
  });

  it('goes with no body on GET, and Content-Length 0 is none', async () => {
    const { Authorization } = await tokenOf('alice');
    const request = new Request(`${jira}${echo}`, {
      headers: { Authorization, 'Content-Length': '0', 'CF-Connecting-IP': '203.0.113.9' },
    });
    Object.defineProperty(request, 'body', { value: new Blob([]).stream() });
    expect((await isolate.send(request)).status).toBe(200);
  });

  it('is told of its origin being down by a problem', async () => {
    const SITES = (testEnv.SITES as object[]).map((site) => ({
      ...site,
      origin: 'http://127.0.0.1:1/jira',
    }));
    const { Authorization } = await tokenOf('alice');
    const down = openIsolate({ SITES });
    for (const headers of [{ Authorization }, {}] as Record<string, string>[]) {
      const response = await down.fetch(`${jira}${echo}`, { headers });
      expect([response.status, await problemOf(response)]).toEqual([502, 'origin_unavailable']);
    }
  });
});

describe('a read whose owner is confirmed', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is a 502 where it cannot be sent itself, and the log says why', async () => {
    const { Authorization } = await tokenOf('alice');
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes(echo)) throw new Error('connection refused');
      return real(request);
    });
    const response = await isolate.fetch(`${jira}${echo}`, { headers: { Authorization } });
    expect([response.status, await problemOf(response)]).toEqual([502, 'origin_unavailable']);
    expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
      { event: 'gateway.failed', error: 'Error: connection refused' },
    ]);
  });
});

describe('an outage of the database', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each([
    ['tokens', 'token.unavailable'],
    ['passwords', 'policy.unreadable'],
  ])('is ten lines of the log a second, however many %s come', async (what, event) => {
    const { Authorization } = await tokenOf('alice');
    vi.useFakeTimers({ toFake: ['Date'] });
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const down = { prepare: () => expect.fail(), withSession: () => expect.fail() };
    const door = openIsolate({ DB: down as unknown as D1Database });
    const headers = { Authorization: what === 'tokens' ? Authorization : basic('alice', 'x') };
    const flood = () =>
      Promise.all(Array.from({ length: 30 }, () => door.fetch(`${jira}${echo}`, { headers })));
    for (const { status } of await flood()) expect(status).toBe(503);
    expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject(
      Array(10).fill({ event }),
    );
    vi.setSystemTime(Date.now() + 1000);
    await flood();
    expect(logged).toHaveBeenCalledTimes(20);
  });
});

describe('requests without a token', () => {
  it('pass as they are, cookies and answers too', async () => {
    const cookie = await logIn('jira', 'alice');
    const response = await isolate.fetch(`${jira}${echo}/a%2Fb?os_authType=any&x=%7e`, {
      headers: { Cookie: cookie, 'User-Agent': 'Mozilla/5.0', 'X-Custom': '1' },
    });
    expect(response.status).toBe(400);
    const plain = await isolate.fetch(`${jira}${echo}?os_authType=any&x=%7e`, {
      headers: {
        Cookie: cookie,
        'User-Agent': 'Mozilla/5.0',
        'X-Custom': '1',
        Referer: `${jira}/x`,
      },
    });
    expect(plain.headers.get('X-Postern-Token-Expires')).toBeNull();
    const answer: Echo = await plain.json();
    expect(answer).toMatchObject({
      user: 'alice',
      authenticatedBy: 'session',
      target: `/jira${echo}?os_authType=any&x=%7e`,
    });
    const raw = answer.rawHeaders.join('\n');
    for (const kept of [cookie, 'Mozilla/5.0', `${jira}/x`]) expect(raw).toContain(kept);
  });

  it('may not say who acts either', async () => {
    for (const name of ['X-Remote-User', 'x_remote_user', 'X-REMOTE_USER']) {
      const headers = {
        [name]: 'admin',
        'X-Postern-Secret': testEnv.HEADER_SECRET ?? '',
        x_postern_secret: 'x',
      };
      const response = await isolate.fetch(`${jiraByHeader}${echo}`, { headers });
      const answer: Echo = await response.json();
      expect(answer.user).toBe('anonymous');
      expect(answer.rawHeaders.join('\n')).not.toMatch(/admin|postern/i);
    }
  });

  it('keep their cookies, also new ones', async () => {
    const response = await isolate.fetch(`${jira}/login.jsp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'os_username=alice&os_password=alice',
    });
    expect(response.headers.get('Set-Cookie')).toContain('JSESSIONID');
  });

  it('pass with a native token or OAuth, and with a password where the policy allows', async () => {
    for (const Authorization of ['Bearer native', 'Negotiate abc', 'OAuth realm="x"'])
      expect((await isolate.fetch(`${jira}${echo}`, { headers: { Authorization } })).status).toBe(
        200,
      );
    const headers = { Authorization: basic('alice', 'alice') };
    const response = await isolate.fetch(`${jira}${echo}`, { headers });
    expect((await response.json()) as Echo).toMatchObject({
      user: 'alice',
      authenticatedBy: 'basic',
    });
  });

  it('leave an event in the audit where the policy wants it, one a minute for a name from an address', async () => {
    await setPolicy('jira', { passwords: 'block', auditVerifications: true });
    const isolate = openIsolate();
    const headers = { Authorization: basic('alice', 'alice'), 'User-Agent': 'x'.repeat(300) };
    for (let i = 0; i < 3; i++) await isolate.fetch(`${jira}/rest/api/2/myself`, { headers });
    expect(await auditTrail()).toMatchObject([
      {
        action: 'password.blocked',
        site: 'jira',
        actor_name: 'alice',
        actor_key: null,
        token_id: null,
      },
    ]);
    const [event] = await auditTrail();
    expect(event).toMatchObject({ address: '203.0.113.9', user_agent: 'x'.repeat(200) });
    expect(JSON.stringify(event)).not.toContain('alice:');
    for (let i = 0; i < 50; i++) {
      const other = { Authorization: basic(`user${i}`, 'secret') };
      await isolate.fetch(`${jira}/rest/api/2/myself`, { headers: other });
    }
    expect((await auditTrail()).length).toBeLessThanOrEqual(60);
  });

  it('are blocked as ever where the audit cannot be written', async () => {
    await setPolicy('jira', { passwords: 'block', auditVerifications: true });
    const fail =
      "CREATE TRIGGER fail BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END";
    await testEnv.DB.prepare(fail).run();
    const headers = { Authorization: basic('alice', 'alice') };
    const response = await openIsolate().fetch(`${jira}/rest/api/2/myself`, { headers });
    await testEnv.DB.prepare('DROP TRIGGER fail').run();
    expect(response.status).toBe(403);
    expect(await auditTrail()).toEqual([]);
  });

  it('leave none where it does not', async () => {
    await setPolicy('jira', { passwords: 'block' });
    await openIsolate().fetch(`${jira}/rest/api/2/myself`, {
      headers: { Authorization: basic('alice', 'alice') },
    });
    expect(await auditTrail()).toEqual([]);
  });

  it('are told to use a token where the policy blocks passwords', async () => {
    await setPolicy('jira', { passwords: 'block' });
    const headers = { Authorization: basic('alice', 'alice') };
    const response = await isolate.fetch(`${jira}${echo}`, { headers });
    expect(response.status).toBe(403);
    expect(((await response.json()) as { detail: string }).detail).toContain('API token');
    expect(await seen()).toEqual([]);
    expect(
      (await isolate.fetch(`${jira}${echo}`, { headers: { Authorization: 'Bearer native' } }))
        .status,
    ).toBe(200);
  });

  it('with dot segments or backslashes are refused', async () => {
    for (const path of ['/a/../b', '/a/%2e%2e/b', '/a\\b', '/a%5cb', '/a/..;/b'])
      expect((await isolate.fetch(`${jira}${path}`)).status, path).toBe(400);
    expect(await playground.received()).toEqual([]);
  });

  it('to no site of ours are not found', async () => {
    for (const url of [
      'https://jira.example.com/',
      'http://jira.example.com/jira',
      'https://jira.example.com/jirax',
      'https://other.example.com/jira',
    ])
      expect((await isolate.fetch(url)).status, url).toBe(404);
  });
});

describe('WebSocket upgrades', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are judged and then handed over', async () => {
    const { Authorization } = await tokenOf('alice', {}, jiraByHeader);
    await isolate.fetch(`${jiraByHeader}${echo}`, { method: 'POST', headers: { Authorization } });
    const sent: Request[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      sent.push(new Request(input, init));
      return new Response(null, { status: 101, webSocket: new WebSocketPair()[0] });
    });
    const headers = {
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'k',
      'Sec-WebSocket-Protocol': 'p',
    };
    const wrong = { ...headers, Authorization: basic('bob', 'pst_wrong') };
    expect((await isolate.fetch(`${jiraByHeader}${echo}`, { headers: wrong })).status).toBe(401);
    expect(sent).toEqual([]);
    for (const more of [{}, { Authorization }] as Record<string, string>[]) {
      const response = await isolate.fetch(`${jiraByHeader}${echo}`, {
        headers: { ...headers, ...more },
      });
      expect([response.status, response.webSocket !== null]).toEqual([101, true]);
    }
    expect(sent.map((request) => request.headers.get('X-Remote-User'))).toEqual([null, 'alice']);
    expect(sent.map((request) => request.headers.get('Sec-WebSocket-Key'))).toEqual(['k', 'k']);
    expect(sent.map((request) => request.headers.get('Upgrade'))).toEqual([
      'websocket',
      'websocket',
    ]);
  });
});
