import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookRecord, WebhookTest } from '../../shared/contract/webhook.ts';
import { api, openIsolate, testEnv } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { localJira, localSites, receiver } from '../../tests/support/workerd/receiver.ts';
import { auditTrail, dump } from '../../tests/support/workerd/tokens.ts';

let isolate: ReturnType<typeof openIsolate>;
let admin: string;
beforeEach(async () => {
  isolate = openIsolate({ SITES: localSites });
  admin = await logIn('jira', 'admin');
  await receiver.reset();
});

const url = `${localJira}${api}/webhook`;
const settings = (changes: object = {}) => ({
  url: `${receiver.url}/hook?key=not-for-everybody`,
  events: ['token.created', 'token.deleted'],
  shape: 'json',
  enabled: true,
  ...changes,
});
const put = (webhook: object | null, version: number, more: object = {}) =>
  isolate.call('PUT', url, admin, { webhook, version, ...more });
const get = async (door = isolate) => {
  const response = await door.call('GET', url, admin);
  expect(response.status).toBe(200);
  return response.json<WebhookRecord>();
};
const test = async () => {
  const response = await isolate.call('POST', `${url}/test`, admin, {});
  return response.json<WebhookTest>();
};

const none = { webhook: null, version: 0, updatedAt: null, updatedBy: null };
const quiet = { pending: 0, lastFailure: null };

describe('the webhook of a site', () => {
  it('is none until somebody saves one', async () =>
    expect(await get()).toEqual({ ...none, ...quiet }));

  it('is saved, and its signing secret is shown once', async () => {
    const response = await put(settings(), 0);
    expect(response.status).toBe(200);
    const { secret, ...record } = await response.json<WebhookRecord & { secret: string }>();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(record).toMatchObject({ webhook: settings(), version: 1, updatedBy: { name: 'admin' } });
    expect(await get()).toEqual(record);
    const again = await put(settings({ enabled: false }), 1);
    expect(await again.json()).toMatchObject({ version: 2, secret: null });
    const anew = await put(settings(), 2, { newSecret: true });
    const { secret: other } = await anew.json<{ secret: string }>();
    expect(other).toMatch(/^whsec_/);
    expect(other).not.toBe(secret);
  });

  it('lies sealed: neither its address nor its secret can be read in the database', async () => {
    const { secret } = await (await put(settings(), 0)).json<{ secret: string }>();
    const everything = await dump();
    expect(everything).not.toContain(secret.slice(6));
    expect(everything).not.toContain('not-for-everybody');
  });

  it('opens under a new pepper as long as the previous one is there', async () => {
    await put(settings(), 0);
    const peppers = { SITES: localSites, TOKEN_PEPPER: 'another-pepper-for-the-tests-0123456789' };
    const before = testEnv.TOKEN_PEPPER ?? '';
    const during = openIsolate({ ...peppers, TOKEN_PEPPER_PREVIOUS: before });
    expect((await get(during)).webhook).toEqual(settings());
    expect((await get(openIsolate(peppers))).webhook).toBeNull();
  });

  it('outlives the previous pepper once a night has come between', async () => {
    const { secret } = await (await put(settings(), 0)).json<{ secret: string }>();
    const peppers = { SITES: localSites, TOKEN_PEPPER: 'another-pepper-for-the-tests-0123456789' };
    const before = testEnv.TOKEN_PEPPER ?? '';
    await openIsolate({ ...peppers, TOKEN_PEPPER_PREVIOUS: before }).schedule('17 3 * * *');
    const after = openIsolate(peppers);
    expect(await get(after)).toMatchObject({ webhook: settings(), version: 1 });
    expect(secret).toMatch(/^whsec_/);
    const { ok } = await (await after.call('POST', `${url}/test`, admin, {})).json<WebhookTest>();
    expect(ok).toBe(true);
  });

  it('that no pepper opens keeps its news, and says why they wait', async () => {
    await put(settings(), 0);
    const other = { SITES: localSites, TOKEN_PEPPER: 'another-pepper-for-the-tests-0123456789' };
    const door = openIsolate(other);
    await door.create(localJira, await logIn('jira', 'alice'));
    expect(await receiver.received()).toEqual([]);
    expect(await get(door)).toMatchObject({
      webhook: null,
      version: 1,
      pending: 1,
      lastFailure: expect.stringMatching(/sealed under another TOKEN_PEPPER/),
    });
    const response = await door.call('PUT', url, admin, { webhook: settings(), version: 1 });
    expect((await response.json<{ secret: string }>()).secret).toMatch(/^whsec_/);
    await testEnv.DB.exec('UPDATE webhook_outbox SET next_at = 1');
    await door.schedule('*/5 * * * *');
    expect(await receiver.received()).toHaveLength(1);
  });

  it('is taken away, with its secret', async () => {
    const { secret } = await (await put(settings(), 0)).json<{ secret: string }>();
    expect((await put(null, 1)).status).toBe(200);
    expect(await get()).toMatchObject({ webhook: null, version: 2 });
    const { secret: next } = await (await put(settings(), 2)).json<{ secret: string }>();
    expect(next).toMatch(/^whsec_/);
    expect(next).not.toBe(secret);
  });

  it('is saved by one of two who read the same version', async () => {
    for (const version of [0, 1]) {
      const both = await Promise.all([
        put(settings({ shape: 'slack' }), version),
        openIsolate({ SITES: localSites }).call('PUT', url, admin, {
          webhook: settings({ shape: 'teams' }),
          version,
        }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const saved = both.find(({ status }) => status === 200);
      const { webhook } = await (saved ?? expect.fail()).json<WebhookRecord>();
      expect((await get()).webhook).toEqual(webhook);
    }
    expect((await put(settings(), 7)).status).toBe(409);
    expect((await put(settings(), 1)).status).toBe(409);
    const changes = (await auditTrail()).filter(({ action }) => action === 'webhook.changed');
    expect(changes).toHaveLength(2);
  });

  it('leaves an event that tells the host and no more of the address', async () => {
    await put(settings(), 0);
    await put(null, 1);
    const events = (await auditTrail()).map(({ details }) => JSON.parse(details ?? ''));
    const { url: _, ...told } = { ...settings(), host: new URL(receiver.url).host };
    expect(events).toEqual([
      { version: 1, before: null, after: told, newSecret: true },
      { version: 2, before: told, after: null, newSecret: false },
    ]);
  });

  it.each([
    ['url', { url: 'http://example.com/' }, /^webhook.url must begin with https/],
    ['url', { url: 'https://10.0.0.1/' }, /^webhook.url must be a public address/],
    ['url', { url: localJira }, /^webhook.url must not be a site itself/],
    ['url', { url: 'nonsense' }, /^webhook.url must be an https URL/],
    ['url', { url: `https://example.com/${'x'.repeat(2000)}` }, /^webhook.url is too long/],
    ['events', { events: [] }, /^webhook.events must name an event/],
    ['events', { events: ['token.created', 'token.created'] }, /^webhook.events must not name/],
    ['events', { events: ['webhook.test'] }, /^webhook.events\[0\] must be one of/],
    ['shape', { shape: 'xml' }, /^webhook.shape must be one of/],
  ])('refuses a wrong %s', async (_, change, words) => {
    const response = await put(settings(change), 0);
    expect(response.status).toBe(400);
    expect((await response.json<{ detail: string }>()).detail).toMatch(words);
    expect(await get()).toEqual({ ...none, ...quiet });
  });

  it('goes nowhere on this machine from a site that is not', async () => {
    const jira = 'https://jira.example.com/jira';
    const response = await openIsolate().call('PUT', `${jira}${api}/webhook`, admin, {
      webhook: settings(),
      version: 0,
    });
    expect(response.status).toBe(400);
  });
});

describe('a test of it', () => {
  it('sends one message, and says what came back', async () => {
    await put(settings({ enabled: false }), 0);
    expect(await test()).toEqual({ ok: true, status: 204, detail: 'it answered with status 204' });
    const [delivery, ...more] = await receiver.received();
    expect(more).toEqual([]);
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
      type: 'webhook.test',
      site: { id: 'jira', name: 'Jira', url: localJira },
      data: { by: { name: 'admin' } },
    });
  });

  it.each([
    ['/status/500', 500, /status 500$/],
    ['/status/410', 410, /status 410$/],
    ['/redirect', 302, /redirect, which is not followed/],
  ])('fails at %s', async (path, status, words) => {
    await put(settings({ url: receiver.url + path }), 0);
    const outcome = await test();
    expect(outcome).toMatchObject({ ok: false, status });
    expect(outcome.detail).toMatch(words);
    expect((await receiver.received()).map((one) => one.path)).toEqual([path]);
    expect((await auditTrail()).at(-1)).toMatchObject({
      action: 'webhook.tested',
      details: JSON.stringify({ ok: false, status }),
    });
  });

  it('fails where nobody listens, and where there is none', async () => {
    expect(await test()).toMatchObject({ ok: false, detail: 'There is no webhook to test' });
    await put(settings({ url: 'http://127.0.0.1:9/' }), 0);
    expect(await test()).toMatchObject({ ok: false, detail: 'it could not be reached' });
  });

  it('waits ten seconds and no longer', { timeout: 20_000 }, async () => {
    await put(settings({ url: `${receiver.url}/hang` }), 0);
    const begun = Date.now();
    expect(await test()).toMatchObject({
      ok: false,
      status: null,
      detail: 'it did not answer within 10 seconds',
    });
    expect(Date.now() - begun).toBeGreaterThan(9000);
  });

  it('reads nothing of an answer without end', async () => {
    await put(settings({ url: `${receiver.url}/flood` }), 0);
    expect(await test()).toMatchObject({ ok: true, status: 200 });
  });
});
