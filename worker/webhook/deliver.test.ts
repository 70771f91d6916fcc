import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { api, openIsolate, testEnv } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { localJira, localSites, receiver } from '../../tests/support/workerd/receiver.ts';
import { alice, auditTrail, dump, insertTokens } from '../../tests/support/workerd/tokens.ts';

const minute = 60_000;
const often = '*/5 * * * *';
const openLocal = () => openIsolate({ SITES: localSites });

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
let version: number;
let secret: string;
beforeEach(async () => {
  isolate = openLocal();
  cookie = await logIn('jira', 'alice');
  version = 0;
  secret = '';
  await receiver.reset();
});
afterEach(() => vi.useRealTimers());

async function listen(path: string, changes: object = {}): Promise<void> {
  const events = ['token.created', 'token.rotated', 'token.deleted'];
  const webhook = { url: receiver.url + path, events, shape: 'json', enabled: true, ...changes };
  const admin = await logIn('jira', 'admin');
  const url = `${localJira}${api}/webhook`;
  const response = await isolate.call('PUT', url, admin, { webhook, version: version++ });
  expect(response.status).toBe(200);
  secret = (await response.json<{ secret: string | null }>()).secret ?? secret;
}

const outbox = async () =>
  (
    await testEnv.DB.prepare('SELECT * FROM webhook_outbox ORDER BY seq').all<{
      id: string;
      event: string;
      attempts: number;
      next_at: number;
      failure: string | null;
      status: number | null;
    }>()
  ).results;

const bodies = async () => (await receiver.received()).map(({ body }) => JSON.parse(body));

/** As a receiver would, by the platform's own cryptography. */
async function isSigned(delivery: { headers: Record<string, string>; body: string }) {
  const { headers, body } = delivery;
  const key = await crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(secret.slice('whsec_'.length)), (char) => char.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const [scheme, signature = ''] = headers['webhook-signature']?.split(',') ?? [];
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const bytes = Uint8Array.from(atob(signature), (char) => char.charCodeAt(0));
  const isValid = await crypto.subtle.verify('HMAC', key, bytes, new TextEncoder().encode(signed));
  return scheme === 'v1' && isValid;
}

async function later(minutes: number): Promise<void> {
  vi.useFakeTimers({ now: Date.now() + minutes * minute, toFake: ['Date'] });
  await isolate.schedule(often);
}

describe('news', () => {
  it('arrive right behind the change, signed', async () => {
    await listen('/hook');
    const { token } = await isolate.create(localJira, cookie, { description: 'CI' });
    await isolate.call('POST', `${localJira}${api}/tokens/${token.id}/rotate`, cookie, {});
    await isolate.call('DELETE', `${localJira}${api}/tokens/${token.id}`, cookie);
    const deliveries = await receiver.received();
    const told = deliveries.map(({ body }) => JSON.parse(body));
    expect(told.map(({ type }) => type)).toEqual([
      'token.created',
      'token.rotated',
      'token.deleted',
    ]);
    expect(told[0]).toEqual({
      type: 'token.created',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      site: { id: 'jira', name: 'Jira', url: localJira },
      data: {
        by: alice,
        count: 1,
        tokens: [
          {
            id: token.id,
            description: 'CI',
            scope: 'write',
            owner: alice,
            createdAt: token.createdAt,
            expiresAt: token.expiresAt,
          },
        ],
      },
    });
    expect(told[1].data.replacedBy).toMatch(/^[0-9a-f-]{36}$/);
    expect(told[2].data.reason).toBe('single');
    for (const delivery of deliveries) {
      expect(await isSigned(delivery)).toBe(true);
      expect(delivery.method).toBe('POST');
      expect(delivery.headers['content-type']).toBe('application/json');
      expect(delivery.headers.cookie).toBeUndefined();
    }
    expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    expect(await outbox()).toEqual([]);
  });

  it('of the policy name what changed, and nothing of it', async () => {
    await listen('/hook', { events: ['policy.changed'] });
    const admin = await logIn('jira', 'admin');
    const policy = { ...defaultPolicy, passwords: 'block', ipRanges: ['10.0.0.0/8'] };
    const url = `${localJira}${api}/policy`;
    for (const status of [200, 409])
      expect((await isolate.call('PUT', url, admin, { policy, version: 0 })).status).toBe(status);
    const [told, ...more] = await bodies();
    expect(more).toEqual([]);
    expect(told.data).toEqual({
      by: expect.objectContaining({ name: 'admin' }),
      version: 1,
      fields: ['passwords', 'ipRanges'],
    });
  });

  it('hold no secret', async () => {
    await listen('/hook');
    const created = await isolate.create(localJira, cookie);
    expect(JSON.stringify(await receiver.received())).not.toContain(created.secret.slice(8));
  });

  it('of what nobody chose, or of a webhook that is off, are never written', async () => {
    await isolate.create(localJira, cookie);
    await listen('/hook', { events: ['token.deleted'] });
    await isolate.create(localJira, cookie);
    await listen('/hook', { enabled: false });
    const { token } = await isolate.create(localJira, cookie);
    await isolate.call('DELETE', `${localJira}${api}/tokens/${token.id}`, cookie);
    expect([await outbox(), await receiver.received()]).toEqual([[], []]);
  });

  it('of many tokens are one message, which names the first twenty', async () => {
    await listen('/hook');
    const tokens = await insertTokens(
      'jira',
      Array.from({ length: 25 }, (_, i) => ({ description: `no. ${i}` })),
    );
    await testEnv.DB.exec('DELETE FROM webhook_outbox');
    const admin = await logIn('jira', 'admin');
    const url = `${localJira}${api}/manager/tokens/delete`;
    await isolate.call('POST', url, admin, { ids: tokens.map(({ id }) => id) });
    const [told, ...more] = await bodies();
    expect(more).toEqual([]);
    expect(told.data).toMatchObject({ count: 25, reason: 'bulk', by: { name: 'admin' } });
    expect(told.data.tokens.map(({ id }: { id: string }) => id)).toEqual(
      tokens.slice(0, 20).map(({ id }) => id),
    );
  });

  it('and the change are both there or neither', async () => {
    await listen('/hook');
    const before = await dump();
    await testEnv.DB.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON webhook_outbox BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      const wish = { description: 'x', scope: 'read', expiresAt: null };
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const body = { ...wish, expiresAt };
      const response = await isolate.call('POST', `${localJira}${api}/tokens`, cookie, body);
      expect(response.status).toBe(503);
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fail');
    }
    expect(await dump()).toBe(before);
    expect(await receiver.received()).toEqual([]);
  });
});

describe('what did not arrive', () => {
  it('is tried again, the same, with growing pauses, until it arrives', async () => {
    await listen('/status/500');
    await isolate.create(localJira, cookie);
    expect(await outbox()).toMatchObject([
      { attempts: 1, failure: 'it answered with status 500', status: 500 },
    ]);
    await later(4);
    expect(await receiver.received()).toHaveLength(1);
    await later(1);
    await later(29);
    expect(await receiver.received()).toHaveLength(2);
    await listen('/hook');
    await later(1);
    const [first, second, third] = await receiver.received();
    expect(third?.path).toBe('/hook');
    for (const delivery of [first, second, third]) {
      expect(delivery?.body).toBe(first?.body);
      expect(delivery?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(await isSigned(delivery ?? expect.fail())).toBe(true);
    }
    const sentAt = [first, second, third].map((one) => Number(one?.headers['webhook-timestamp']));
    expect((sentAt[2] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(34 * 60);
    expect(await outbox()).toEqual([]);
  });

  it.each(['/redirect', '/status/404', '/status/410', '/status/500'])(
    'because of %s is given up after six tries, and the audit says so',
    async (path) => {
      await listen(path);
      await isolate.create(localJira, cookie);
      for (const pause of [5, 30, 120, 300, 600]) await later(pause);
      expect(await receiver.received()).toHaveLength(6);
      expect((await receiver.received()).every((one) => one.path === path)).toBe(true);
      expect(await outbox()).toHaveLength(1);
      await later(2);
      await later(5);
      expect(await outbox()).toEqual([]);
      expect(await receiver.received()).toHaveLength(6);
      const failures = (await auditTrail()).filter(({ action }) => action === 'webhook.failed');
      const status = Number(/\d+$/.exec(path)?.[0] ?? 302);
      expect(failures.map(({ actor_key, details }) => [actor_key, details])).toEqual([
        [null, JSON.stringify({ event: 'token.created', attempts: 6, status })],
      ]);
    },
  );

  it('waits while its receiver fails, and none of it is lost', async () => {
    await listen('/status/500');
    for (let i = 0; i < 5; i++) await isolate.create(localJira, cookie);
    await listen('/hook');
    await later(5);
    expect(await outbox()).toEqual([]);
    const ids = (await receiver.received())
      .filter(({ path }) => path === '/hook')
      .map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(5);
  });

  it('for three days is given up, however seldom it was tried', async () => {
    await listen('/status/500');
    for (let i = 0; i < 3; i++) await isolate.create(localJira, cookie);
    vi.useFakeTimers({ now: Date.now() + 3 * 24 * 60 * minute, toFake: ['Date'] });
    await testEnv.DB.exec('UPDATE webhook_outbox SET next_at = 9000000000000000');
    await later(1);
    expect(await outbox()).toEqual([]);
    const actions = (await auditTrail()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'webhook.failed')).toHaveLength(3);
  });

  it('counts as tried where a go was cut off in the middle', async () => {
    await listen('/status/500');
    await isolate.create(localJira, cookie);
    await testEnv.DB.exec('UPDATE webhook_outbox SET attempts = 6, next_at = 1');
    await later(1);
    expect(await outbox()).toEqual([]);
    expect(await receiver.received()).toHaveLength(1);
  });

  it('is dropped with the webhook, or when that is switched off', async () => {
    await listen('/status/500');
    await isolate.create(localJira, cookie);
    expect(await outbox()).toHaveLength(1);
    await listen('/status/500', { enabled: false });
    expect(await outbox()).toEqual([]);
  });

  it('keeps other sites from nothing', async () => {
    await listen('/status/500');
    await isolate.create(localJira, cookie);
    await testEnv.DB.exec("UPDATE webhook_outbox SET site = 'gone', next_at = 1");
    await listen('/hook');
    await isolate.create(localJira, cookie);
    expect((await receiver.received()).map(({ path }) => path)).toContain('/hook');
  });
});

describe('two goes at once', () => {
  it('send each message once', async () => {
    await listen('/hook');
    await insertTokens(
      'jira',
      Array.from({ length: 12 }, () => ({})),
    );
    expect(await outbox()).toHaveLength(12);
    await Promise.all(Array.from({ length: 6 }, () => openLocal().schedule(often)));
    const ids = (await receiver.received()).map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
    expect(await outbox()).toEqual([]);
  });

  it('give up each message once', async () => {
    await listen('/status/500');
    await insertTokens('jira', [{}, {}, {}]);
    await testEnv.DB.exec('UPDATE webhook_outbox SET attempts = 6, next_at = 1');
    await Promise.all(Array.from({ length: 4 }, () => openLocal().schedule(often)));
    const actions = (await auditTrail()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'webhook.failed')).toHaveLength(3);
  });
});
