import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActAsCheck } from '../../shared/contract/act-as.ts';
import {
  api,
  jira,
  jiraByHeader,
  jiraByPat,
  openIsolate,
  testEnv,
  wiki,
  wikiByPat,
} from '../../tests/support/workerd/isolate.ts';
import {
  applink,
  logIn,
  playground,
  playgroundOrigin,
} from '../../tests/support/workerd/origin.ts';
import { auditTrail, dump } from '../../tests/support/workerd/tokens.ts';
import type { Env } from '../env.ts';

const trustedHeader = { name: 'X-Remote-User', secret: testEnv.HEADER_SECRET };
const baseUrl = { jira, confluence: wiki };

let admin: string;
beforeEach(async () => {
  admin = await logIn('jira', 'admin');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await playground.configure({ applink, trustedHeader, baseUrl, pats: {} });
});

async function check(
  site: string,
  overrides: Partial<Env> = {},
  cookie = admin,
): Promise<ActAsCheck> {
  const { call } = openIsolate(overrides);
  const response = await call('GET', `${site}${api}/act-as/check`, cookie);
  expect(response.status).toBe(200);
  return response.json();
}

/** What happens on the way to the origin with requests that act as somebody; null: they go on as they are. */
function onTheWay(
  change: (
    request: Request,
    real: typeof fetch,
  ) => Response | Request | null | Promise<Response | null>,
) {
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const changed = (await change(request, real)) ?? request;
    return changed instanceof Response ? changed : real(changed, { redirect: 'manual' });
  });
}

const actsAsSomebody = ({ headers }: Request) =>
  headers.has('Authorization') || headers.has('X-Remote-User');

/** The same request with a header changed, or without it. */
function withHeader(request: Request, name: string, value?: string): Request {
  const headers = new Headers(request.headers);
  headers.delete(name);
  if (value !== undefined) headers.set(name, value);
  return new Request(request, { headers });
}

describe('GET /act-as/check', () => {
  it.each([
    ['applink', jira, 'jira'],
    ['applink', wiki, 'confluence'],
    ['header', jiraByHeader, 'jira'],
    ['pat', jiraByPat, 'jira'],
    ['pat', wikiByPat, 'confluence'],
  ] as const)('finds that %s acts as the caller at %s', async (actAs, site, product) => {
    expect(await check(site, {}, await logIn(product, 'admin'))).toEqual({
      ok: true,
      actAs,
      result: 'acts-as-you',
      detail: expect.stringMatching(/served you, as you$/),
    });
    const trail = await auditTrail();
    expect(trail.map(({ action, actor_name, details }) => [action, actor_name, details])).toEqual([
      ['act-as.checked', 'admin', JSON.stringify({ ok: true, result: 'acts-as-you' })],
    ]);
    await testEnv.DB.prepare('DELETE FROM audit_events').run();
    expect(JSON.parse(await dump()).flat()).toEqual([]);
  });

  it('asks in the way that tokens are used, without the session', async () => {
    await check(jira);
    const asked = (await playground.received()).filter(
      ({ authenticatedBy }) => authenticatedBy === 'oauth',
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ user: 'admin', status: 200 });
    expect(asked[0]?.headers.cookie).toBeUndefined();
  });

  it('leaves no native token behind', async () => {
    await check(jiraByPat);
    const response = await fetch(`${playgroundOrigin}/jira/rest/pat/latest/tokens`, {
      headers: { Cookie: admin },
    });
    expect(await response.json()).toEqual([]);
    const asked = (await playground.received()).filter(({ target }) =>
      target.includes('/rest/pat/'),
    );
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'GET']);
  });
});

describe('an application link', () => {
  it('of another consumer key', async () => {
    const found = await check(jira, { APPLINK_CONSUMER_KEY: 'other' });
    expect(found).toMatchObject({ ok: false, actAs: 'applink', result: 'consumer-unknown' });
    expect(found.detail).toContain('APPLINK_CONSUMER_KEY');
  });

  it('that is not there', async () => {
    await playground.configure({ applink: null });
    expect(await check(jira)).toMatchObject({ ok: false, result: 'consumer-unknown' });
  });

  it('of a product that believes it has another URL: says which URL was signed', async () => {
    await playground.configure({ baseUrl: { jira: 'http://jira.internal:8080/jira' } });
    const found = await check(jira);
    expect(found).toMatchObject({ ok: false, result: 'signature-refused' });
    expect(found.detail).toContain(`${jira}/rest/api/2/myself`);
    expect(found.detail).toContain('signingUrl');
    expect(found.detail).toContain('proxyName');
  });

  it('whose signingUrl is wrong, and then right', async () => {
    await playground.configure({ baseUrl: { jira: 'http://jira.internal:8080/jira' } });
    const sites = testEnv.SITES as object[];
    const signing = (signingUrl: string) => ({ SITES: [{ ...sites[0], signingUrl }] });
    const wrong = await check(jira, signing('http://jira.internal/jira'));
    expect(wrong.result).toBe('signature-refused');
    expect(wrong.detail).toContain('http://jira.internal/jira/rest/api/2/myself');
    expect(await check(jira, signing('http://jira.internal:8080/jira'))).toMatchObject({
      ok: true,
    });
  });

  it('that does not allow impersonation', async () => {
    await playground.configure({ applink: { ...applink, impersonation: false } });
    const found = await check(jira);
    expect(found).toMatchObject({ ok: false, result: 'impersonation-not-allowed' });
    expect(found.detail).toContain('Allow user impersonation through 2-Legged OAuth');
  });

  it('that does not allow two-legged requests', async () => {
    await playground.configure({ applink: { ...applink, twoLegged: false } });
    const found = await check(jira);
    expect(found).toMatchObject({ ok: false, result: 'two-legged-not-allowed' });
    expect(found.detail).toContain('Allow 2-Legged OAuth');
  });

  it.each([
    [10, 'behind'],
    [-10, 'ahead'],
  ])('of a product whose clock differs, ours being %i minutes off', async (minutes, word) => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + minutes * 60_000);
    const found = await check(jira);
    expect(found).toMatchObject({ ok: false, result: 'timestamp-refused' });
    expect(found.detail).toContain(`Its clock is 10 minutes ${word}`);
  });

  it('of a product whose clock nobody says', async () => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + 600_000);
    onTheWay((request) =>
      actsAsSomebody(request)
        ? new Response('', {
            status: 401,
            headers: { 'WWW-Authenticate': 'OAuth realm="x", oauth_problem="timestamp_refused"' },
          })
        : null,
    );
    const found = await check(jira);
    expect(found.result).toBe('timestamp-refused');
    expect(found.detail).toContain('cannot be told');
  });

  it('that refuses in another way: its name for that, and nothing else of its text', async () => {
    onTheWay((request) =>
      actsAsSomebody(request)
        ? new Response('', {
            status: 401,
            headers: { 'WWW-Authenticate': 'OAuth oauth_problem="nonce_used", x="<b>text</b>"' },
          })
        : null,
    );
    const found = await check(jira);
    expect(found).toMatchObject({ ok: false, result: 'oauth-refused' });
    expect(found.detail).toMatch(/with nonce_used$/);
  });

  it('whose permissions nobody can tell apart is told the rarer one to miss', async () => {
    let asked = 0;
    onTheWay((request) => {
      if (!actsAsSomebody(request)) return null;
      if (asked++ > 0) throw new Error('connection refused');
      return new Response('', {
        status: 401,
        headers: { 'WWW-Authenticate': 'OAuth oauth_problem=permission_denied' },
      });
    });
    expect(await check(jira)).toMatchObject({ ok: false, result: 'impersonation-not-allowed' });
  });

  it('behind something that drops the Authorization header', async () => {
    onTheWay((request) => withHeader(request, 'Authorization'));
    for (const [site, product] of [
      [jira, 'jira'],
      [wiki, 'confluence'],
    ] as const) {
      const found = await check(site, {}, await logIn(product, 'admin'));
      expect(found).toMatchObject({ ok: false, actAs: 'applink', result: 'anonymous' });
      expect(found.detail).toContain('Authorization');
    }
  });

  it('for a key that cannot sign', async () => {
    const APPLINK_PRIVATE_KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    const found = await check(jira, { APPLINK_PRIVATE_KEY });
    expect(found).toMatchObject({ ok: false, result: 'cannot-sign' });
    expect(found.detail).toContain('APPLINK_PRIVATE_KEY');
    expect(found.detail).not.toContain('AAAA');
  });
});

describe('a trusted header', () => {
  it('that nothing reads', async () => {
    await playground.configure({ trustedHeader: null });
    const found = await check(jiraByHeader);
    expect(found).toMatchObject({ ok: false, actAs: 'header', result: 'header-ignored' });
    expect(found.detail).toContain('HEADER_NAME');
  });

  it('whose secret is not believed', async () => {
    const found = await check(jiraByHeader, { HEADER_SECRET: 'x'.repeat(40) });
    expect(found).toMatchObject({ ok: false, result: 'header-ignored' });
    expect(found.detail).not.toContain('xxxx');
  });

  it('that names somebody else on the way', async () => {
    onTheWay((request) =>
      request.headers.has('X-Remote-User') ? withHeader(request, 'X-Remote-User', 'bob') : null,
    );
    const found = await check(jiraByHeader);
    expect(found).toMatchObject({ ok: false, result: 'someone-else' });
    expect(found.detail).not.toContain('bob');
  });

  it('that cannot say a name', async () => {
    onTheWay(async (request, real) => {
      if (actsAsSomebody(request) || !request.url.includes('/myself')) return null;
      const response = await real(request);
      return Response.json({ ...(await response.json<object>()), name: 'ädmin' });
    });
    expect(await check(jiraByHeader)).toMatchObject({ ok: false, result: 'cannot-sign' });
  });
});

describe('native tokens', () => {
  it.each([
    [{ limit: 0 }, 'pat-limit-reached', 'at most 0'],
    [{ maxDays: 0 }, 'pat-refused', 'at most 0 days'],
  ])('that the product limits by %j', async (pats, result, words) => {
    await playground.configure({ pats });
    const found = await check(jiraByPat);
    expect(found).toMatchObject({ ok: false, actAs: 'pat', result });
    expect(found.detail).toContain(words);
  });

  it('of a product that has none, too old or switched off', async () => {
    onTheWay(({ url }) => (url.includes('/rest/pat/') ? new Response('', { status: 404 }) : null));
    const inJira = await check(jiraByPat);
    expect(inJira).toMatchObject({ ok: false, result: 'pat-not-offered' });
    expect(inJira.detail).toContain('Jira 8.14');
    const inWiki = await check(wikiByPat, {}, await logIn('confluence', 'admin'));
    expect(inWiki.detail).toContain('Confluence 7.9');
  });

  it('that the product makes, and then ignores', async () => {
    onTheWay((request) => withHeader(request, 'Authorization'));
    const found = await check(jiraByPat);
    expect(found).toMatchObject({ ok: false, result: 'pat-ignored' });
    expect(found.detail).toContain('Bearer');
  });

  it('that the product does not delete again', async () => {
    onTheWay(({ method }) => (method === 'DELETE' ? new Response('', { status: 500 }) : null));
    const found = await check(jiraByPat);
    expect(found).toMatchObject({ ok: false, result: 'pat-not-deleted' });
    expect(found.detail).toContain('delete it in your profile');
  });
});

describe('any way', () => {
  it.each([
    ['unexpected-answer', () => new Response('<h1>down</h1>', { status: 503 })],
    ['unexpected-answer', () => Response.redirect('https://login.example.com/', 302)],
    ['unexpected-answer', () => new Response('<form>Log in</form>')],
    [
      'unexpected-answer',
      () => new Response('', { status: 503, headers: { 'X-AUSERNAME': 'anonymous' } }),
    ],
    ['someone-else', () => Response.json({ key: 'k', name: 'x', displayName: 'x' })],
    ['origin-unreachable', () => Promise.reject(new Error('connection refused'))],
    [
      'origin-unreachable',
      () => new Response('{', { headers: { 'Content-Type': 'application/json' } }),
    ],
  ])('gives %s', async (result, answer) => {
    onTheWay((request) => (actsAsSomebody(request) ? answer() : null));
    for (const site of [jira, jiraByHeader, jiraByPat])
      expect(await check(site)).toMatchObject({ ok: false, result });
  });
});
