import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { asJson, basic, logIn, publicKey, readJson, type Signing, sign } from './test-support.ts';

const applink = { consumerKey: 'postern', publicKey };
const playground = await startPlayground({ port: 0, applink });
const whoami = `${playground.jira}/plugins/servlet/applinks/whoami`;

afterAll(() => playground.close());
beforeEach(() => {
  playground.reset();
  playground.configure({ applink, baseUrl: {} });
});

const as = (name: string) => `${whoami}?xoauth_requestor_id=${encodeURIComponent(name)}`;

async function call(url: string, signing: Signing = {}, init: RequestInit = {}) {
  const headers = { ...init.headers, Authorization: sign(url, signing) };
  const answer = await fetch(url, { method: signing.method ?? 'GET', ...init, headers });
  const problem = /oauth_problem="(\w+)"/.exec(answer.headers.get('WWW-Authenticate') ?? '')?.[1];
  return { status: answer.status, body: await answer.text(), problem, headers: answer.headers };
}

describe('a signed request', () => {
  it('is served as the user it names', async () => {
    const { status, body, headers } = await call(as('alice'));
    expect([status, body, headers.get('X-AUSERNAME')]).toEqual([200, 'alice', 'alice']);
    expect(playground.received.at(-1)).toMatchObject({ user: 'alice', authenticatedBy: 'oauth' });
  });

  it('takes names outside of ASCII, and any letter case', async () => {
    expect((await call(as('märta'))).headers.get('X-AUSERNAME')).toBe('m%C3%A4rta');
    expect((await call(as('ALICE'))).body).toBe('alice');
  });

  it('has its query and a form body signed', async () => {
    const url = `${playground.jira}/secure/QuickCreateIssue.jspa?b=2&a=%20x%2By&a=1&xoauth_requestor_id=bob`;
    const form = { summary: 'Löschen & mehr', empty: '' };
    const headers = { 'X-Atlassian-Token': 'no-check' };
    const body = new URLSearchParams(form);
    const good = await call(url, { method: 'POST', form }, { body, headers });
    expect([good.status, JSON.parse(good.body).creator]).toEqual([200, 'bob']);
    expect((await call(url, { method: 'POST' }, { body, headers })).problem).toBe(
      'signature_invalid',
    );
  });

  it('does not sign a JSON body', async () => {
    const url = `${playground.jira}/rest/api/2/issue?xoauth_requestor_id=carol`;
    const body = JSON.stringify({ fields: { project: { key: 'DEMO' }, summary: 'Signed' } });
    expect((await call(url, { method: 'POST' }, { body, headers: asJson })).status).toBe(201);
  });

  it('is checked against the URL the product believes it has', async () => {
    playground.configure({ baseUrl: { jira: 'https://Jira.example.test:443/jira' } });
    const path = '/jira/plugins/servlet/applinks/whoami?xoauth_requestor_id=alice';
    expect((await call(as('alice'))).problem).toBe('signature_invalid');
    const outside = { signedUrl: `https://jira.example.test${path}` };
    expect((await call(as('alice'), outside)).body).toBe('alice');
  });

  it('leaves a cookie that opens nothing', async () => {
    const cookie = (await call(as('alice'))).headers.get('Set-Cookie') ?? '';
    expect(cookie).toMatch(/^JSESSIONID=.*Path=\/jira; HttpOnly$/);
    const again = await fetch(`${playground.jira}/rest/api/2/serverInfo`, { headers: { cookie } });
    expect(again.status).toBe(401);
  });

  it('is outdone by a session', async () => {
    const headers = { Cookie: await logIn(playground.jira, 'bob') };
    expect((await call(as('alice'), {}, { headers })).body).toBe('bob');
  });

  it('is nobody in particular without a requestor', async () => {
    expect(await call(whoami)).toMatchObject({ status: 200, body: '' });
    expect((await call(`${whoami}?user_id=alice`)).body).toBe('alice');
    expect((await call(`${as('bob')}&user_id=alice`)).body).toBe('bob');
  });
});

describe('an unknown user', () => {
  it('is served as anonymous, with 200', async () => {
    const { status, headers } = await call(as('nobody'));
    expect([status, headers.get('X-AUSERNAME')]).toEqual([200, 'anonymous']);
  });
});

describe('a request that is refused', () => {
  const now = Math.floor(Date.now() / 1000);
  it.each<[string, Record<string, string>]>([
    ['consumer_key_unknown', { oauth_consumer_key: 'stranger' }],
    ['signature_method_rejected', { oauth_signature_method: 'HMAC-SHA1' }],
    ['timestamp_refused', { oauth_timestamp: String(now - 301) }],
    ['timestamp_refused', { oauth_timestamp: String(now + 330) }],
    ['version_rejected', { oauth_version: '2.0' }],
    ['token_rejected', { oauth_token: 'some' }],
  ])('answers %s to %j', async (problem, oauth) => {
    expect(await call(as('alice'), { oauth })).toMatchObject({ status: 401, problem });
  });

  it('is forged', async () => {
    expect((await call(as('alice'), { forged: 'AAAA' })).problem).toBe('signature_invalid');
  });

  it('is a replay, a disabled user or a requestor named twice', async () => {
    const replay = { oauth: { oauth_nonce: 'once' } };
    await call(as('alice'), replay);
    expect((await call(as('alice'), replay)).problem).toBe('nonce_used');
    expect((await call(as('dave'))).problem).toBe('permission_denied');
    const twice = `${as('alice')}&xoauth_requestor_id=bob`;
    expect((await call(twice)).problem).toBe('parameter_rejected');
  });

  it('goes beyond what the link allows', async () => {
    playground.configure({ applink: { ...applink, impersonation: false } });
    expect((await call(as('alice'))).problem).toBe('permission_denied');
    playground.configure({ applink: { ...applink, twoLegged: false } });
    expect((await call(as('alice'))).problem).toBe('permission_denied');
  });

  it('is no OAuth request at all when a parameter is missing', async () => {
    const { status, body } = await call(as('alice'), { oauth: { oauth_token: undefined } });
    expect([status, body]).toEqual([200, '']);
  });
});

describe('an application link', () => {
  it('is set up by REST, by administrators', async () => {
    playground.configure({ applink: undefined });
    const put = (path: string, body: unknown, who: string) =>
      fetch(`${playground.jira}${path}`, {
        method: 'PUT',
        headers: { ...asJson, ...basic(who) },
        body: JSON.stringify(body),
      });
    const wish = { id: null, name: 'Postern', rpcUrl: 'https://x.test', typeId: 'generic' };
    const links = '/rest/applinks/latest/applicationlink';
    expect((await put(links, wish, 'alice')).status).toBe(403);
    type Created = { 'resources-created': { href: string }[] };
    const created = await readJson<Created>(put(links, wish, 'admin'));
    const id = created['resources-created'][0]!.href.split('/').at(-1);
    const consumer = { key: 'postern', name: 'Postern', publicKey, outgoing: false };
    const path = `/rest/applinks-oauth/1.0/applicationlink/${id}/authentication/consumer`;
    await put(path, { ...consumer, twoLOAllowed: true, twoLOImpersonationAllowed: true }, 'admin');
    expect((await call(as('alice'))).body).toBe('alice');
  });
});
