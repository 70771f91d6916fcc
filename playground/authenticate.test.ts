import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { basic, logIn } from './test-support.ts';

const playground = await startPlayground({ port: 0 });
const { jira, confluence } = playground;
const myself = `${jira}/rest/api/2/myself`;
const serverInfo = `${jira}/rest/api/2/serverInfo`;

afterAll(() => playground.close());
beforeEach(() => {
  playground.reset();
  playground.configure({ basicAuth: true, trustedHeader: undefined });
});

describe('a session', () => {
  it('is opened by the login form and ended by logging out', async () => {
    const Cookie = await logIn(jira, 'alice');
    expect(await (await fetch(myself, { headers: { Cookie } })).json()).toMatchObject({
      name: 'alice',
      key: 'JIRAUSER10101',
    });
    const out = await fetch(`${jira}/logout`, { headers: { Cookie } });
    expect(out.headers.get('X-Seraph-LoginReason')).toBe('OUT');
    expect((await fetch(myself, { headers: { Cookie } })).status).toBe(401);
  });

  it('beats any Authorization header', async () => {
    const headers = { Cookie: await logIn(jira, 'bob'), ...basic('alice') };
    const answer = await fetch(myself, { headers });
    expect(answer.headers.get('X-AUSERNAME')).toBe('bob');
  });

  it('is refused by REST when it is not one, even where anonymous gets 200', async () => {
    const headers = { Cookie: 'JSESSIONID=gone' };
    expect((await fetch(serverInfo)).status).toBe(200);
    expect((await fetch(serverInfo, { headers })).status).toBe(401);
    expect((await fetch(`${jira}/`, { headers })).status).toBe(200);
  });

  it('may come in the path, and belongs to one product', async () => {
    const [, id] = (await logIn(jira, 'alice')).split('=');
    const inPath = await fetch(`${jira}/rest/api/2/myself;jsessionid=${id}`);
    expect(inPath.headers.get('X-AUSERNAME')).toBe('alice');
    const elsewhere = await fetch(`${confluence}/rest/api/user/current`, {
      headers: { Cookie: `JSESSIONID=${id}` },
    });
    expect(elsewhere.status).toBe(401);
  });

  it('is opened by os_username and os_password on any URL', async () => {
    const answer = await fetch(`${serverInfo}?os_username=alice&os_password=alice`);
    expect(answer.headers.get('X-AUSERNAME')).toBe('alice');
    expect(answer.headers.get('Set-Cookie')).toContain('JSESSIONID=');
  });

  it.each([
    ['/secure/ViewProfile.jspa', '/jira/secure/ViewProfile.jspa'],
    ['https://evil.test/', '/jira/'],
    ['//evil.test/', '/jira/'],
    ['/\\evil.test/', '/jira/'],
  ])('sends a login for %s to %s', async (os_destination, location) => {
    const answer = await fetch(`${jira}/login.jsp`, {
      method: 'POST',
      body: new URLSearchParams({ os_username: 'alice', os_password: 'alice', os_destination }),
      redirect: 'manual',
    });
    expect(answer.headers.get('Location')).toBe(location);
  });
});

describe('Basic', () => {
  it('serves the user, in any letter case, and opens a session', async () => {
    const answer = await fetch(myself, { headers: basic('ALICE', 'alice') });
    expect(answer.headers.get('X-AUSERNAME')).toBe('alice');
    expect(answer.headers.get('Set-Cookie')).toContain('JSESSIONID=');
  });

  it('reads a user name as UTF-8 and as Latin-1', async () => {
    const latin = Buffer.from('märta:märta', 'latin1').toString('base64');
    for (const headers of [basic('märta'), { Authorization: `Basic ${latin}` }]) {
      expect((await fetch(myself, { headers })).headers.get('X-AUSERNAME')).toBe('m%C3%A4rta');
    }
  });

  it('counts failures, then wants a CAPTCHA whatever the password, until a login by form', async () => {
    for (const failures of [1, 2, 3]) {
      const wrong = await fetch(serverInfo, { headers: basic('alice', 'pst_wrong') });
      expect([wrong.status, playground.failedLogins('alice')]).toEqual([401, failures]);
      expect(wrong.headers.get('X-Seraph-LoginReason')).toBe('AUTHENTICATED_FAILED');
    }
    const right = await fetch(serverInfo, { headers: basic('alice') });
    expect(right.status).toBe(403);
    expect(right.headers.get('X-Seraph-LoginReason')).toBe('AUTHENTICATION_DENIED');
    expect(right.headers.get('X-Authentication-Denied-Reason')).toBe(
      `CAPTCHA_CHALLENGE; login-url=${jira}/login.jsp`,
    );
    await logIn(jira, 'alice');
    expect(playground.failedLogins('alice')).toBe(0);
    expect((await fetch(serverInfo, { headers: basic('alice') })).status).toBe(200);
  });

  it('refuses the disabled and the unknown', async () => {
    for (const name of ['dave', 'nobody']) {
      expect((await fetch(serverInfo, { headers: basic(name) })).status).toBe(401);
    }
  });

  it('can be switched off', async () => {
    playground.configure({ basicAuth: false });
    const answer = await fetch(serverInfo, { headers: basic('alice') });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toBe('Basic Authentication has been disabled on this instance.');
  });
});

describe('the trusted header', () => {
  const from = (user: string, secret?: string) => ({
    'X-Remote-User': user,
    ...(secret ? { 'X-Postern-Secret': secret } : {}),
  });
  const servedAs = async (headers: Record<string, string>) =>
    (await fetch(serverInfo, { headers })).headers.get('X-AUSERNAME');

  it('is believed only beside the secret, and otherwise as if not there', async () => {
    expect(await servedAs(from('alice', 'sesame'))).toBe('anonymous');
    playground.configure({ trustedHeader: { name: 'X-Remote-User', secret: 'sesame' } });
    expect(await servedAs(from('alice', 'sesame'))).toBe('alice');
    expect(await servedAs(from('märta', 'sesame'))).toBe('m%C3%A4rta');
    expect(await servedAs(from('alice'))).toBe('anonymous');
    expect(await servedAs(from('alice', 'open'))).toBe('anonymous');
    expect(await servedAs(from('nobody', 'sesame'))).toBe('anonymous');
    expect(await servedAs({ ...from('alice', 'open'), ...basic('bob') })).toBe('bob');
  });
});

describe('whoami', () => {
  it('is empty for anonymous and the name for everybody else', async () => {
    for (const product of [jira, confluence]) {
      const url = `${product}/plugins/servlet/applinks/whoami`;
      expect(await (await fetch(url)).text()).toBe('');
      expect(await (await fetch(url, { headers: basic('carol') })).text()).toBe('carol');
    }
  });
});
