import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  api,
  basic,
  jira,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { makeSecret, makeUpSecret } from '../../tests/support/workerd/secrets.ts';
import { alice, auditTrail } from '../../tests/support/workerd/tokens.ts';

const minute = 60_000;
const echo = '/rest/playground/echo';

let isolate: ReturnType<typeof openIsolate>;
let secret: string;
let id: string;
beforeEach(async () => {
  await setPolicy('jira', { auditVerifications: true });
  isolate = openIsolate();
  const created = await isolate.create(jira, await logIn('jira', 'alice'), { scope: 'read' });
  secret = created.secret;
  id = created.token.id;
});
afterEach(() => vi.useRealTimers());

const use = (user: string, token: string, init: RequestInit & { from?: string } = {}) =>
  isolate.fetch(`${jira}${echo}`, {
    ...init,
    headers: {
      Authorization: basic(user, token),
      'CF-Connecting-IP': init.from ?? '203.0.113.9',
      'User-Agent': 'y'.repeat(300),
    },
  });

const verifications = async () =>
  (await auditTrail()).filter(({ action }) => action.startsWith('verification.'));
const told = async () =>
  (await verifications()).map(({ action, actor_key, actor_name, token_id, details }) => ({
    action: action.replace('verification.', ''),
    by: actor_key ?? actor_name,
    token: token_id,
    ...JSON.parse(details ?? ''),
  }));
const later = (ms: number) => vi.useFakeTimers({ now: Date.now() + ms, toFake: ['Date'] });
const numbers = (n: number) => Array.from({ length: 28 }, (_, i) => (i * 7 + n) % 62);
const unknown = (n: number) => makeSecret(numbers(n));

describe('verifications in the audit', () => {
  it('are passes, refusals and what was forbidden, with the reason', async () => {
    await use('alice', secret);
    await use('alice', secret, { method: 'POST' });
    await use('bob', secret);
    await use('alice', unknown(1));
    await use('alice', makeUpSecret(numbers(1)));
    expect(await told()).toEqual([
      { action: 'passed', by: alice.key, token: id, needs: 'read', omitted: 0 },
      { action: 'forbidden', by: alice.key, token: id, reason: 'scope', omitted: 0 },
      { action: 'refused', by: 'bob', token: id, reason: 'other-user', omitted: 0 },
      { action: 'refused', by: 'alice', token: null, reason: 'unknown', omitted: 0 },
    ]);
    for (const event of await verifications())
      expect(event).toMatchObject({
        address: '203.0.113.9',
        user_agent: 'y'.repeat(200),
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
  });

  it('are none for made-up tokens and unreadable credentials, which must not hide the others', async () => {
    await use('alice', secret);
    for (let i = 0; i < 40; i++) {
      await use('alice', makeUpSecret(numbers(i)));
      await use('alice', 'pst_junk');
    }
    await use('bob', secret);
    expect((await told()).map(({ action }) => action)).toEqual(['passed', 'refused']);
  });

  it('are none where the policy does not want them', async () => {
    await setPolicy('jira', { auditVerifications: false });
    isolate = openIsolate();
    await use('alice', secret);
    await use('alice', unknown(1));
    expect(await told()).toEqual([]);
  });

  it('have each pass once in ten minutes for a token and an address', async () => {
    for (let i = 0; i < 20; i++) await use('alice', secret);
    await use('alice', secret, { from: '203.0.113.10' });
    later(10 * minute);
    await use('alice', secret);
    expect((await told()).map(({ action, omitted }) => [action, omitted])).toEqual([
      ['passed', 0],
      ['passed', 19],
      ['passed', 0],
    ]);
  });
});

describe('a storm', () => {
  it('of wrong tokens leaves thirty events a minute, and they say how many were left out', async () => {
    vi.useFakeTimers({ now: Math.ceil(Date.now() / minute) * minute, toFake: ['Date'] });
    const total = 3000;
    for (let i = 0; i < total; i++)
      await use(`user${i}`, unknown(i), { from: `198.51.${i % 250}.${i % 97}` });
    expect(await told()).toHaveLength(30);
    later(minute);
    await use('alice', unknown(4000));
    const events = await told();
    expect(events).toHaveLength(31);
    const omitted = events.reduce((sum, event) => sum + event.omitted, 0);
    expect(events.length + omitted).toBe(total + 1);
  });

  it('of tokens at work leaves no more than their own bound, beside the refusals', async () => {
    vi.useFakeTimers({ now: Math.ceil(Date.now() / minute) * minute, toFake: ['Date'] });
    for (let i = 0; i < 300; i++) {
      await use('alice', secret, { from: `198.51.100.${i % 250}` });
      await use('alice', secret, { from: `198.51.100.${i % 250}`, method: 'POST' });
    }
    const actions = (await told()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'passed')).toHaveLength(60);
    expect(actions.filter((action) => action === 'forbidden')).toHaveLength(30);
  });

  it('reaches Analytics Engine in whole, where it is bound', async () => {
    const points: { indexes?: unknown; blobs?: unknown[] }[] = [];
    const EVENTS = { writeDataPoint: (point: object) => void points.push(point) };
    isolate = openIsolate({ EVENTS: EVENTS as unknown as AnalyticsEngineDataset });
    for (let i = 0; i < 100; i++) await use(`user${i}`, unknown(i));
    expect(points).toHaveLength(100);
    expect(points[0]).toMatchObject({ indexes: ['jira'], doubles: [1] });
    expect(points[0]?.blobs?.slice(0, 2)).toEqual(['verification.refused', 'unknown']);
    expect(JSON.stringify(points)).not.toContain(unknown(0).slice(10));
  });

  it('that the audit cannot take changes no answer', async () => {
    await testEnv.DB.exec(
      "CREATE TRIGGER fails BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      expect((await use('alice', secret)).status).toBe(200);
      expect((await use('alice', unknown(1))).status).toBe(401);
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fails');
    }
  });

  it('shows its events to administrators', async () => {
    await use('alice', unknown(1));
    const admin = await logIn('jira', 'admin');
    const query = 'action=verification.refused&action=verification.passed';
    const response = await isolate.call('GET', `${jira}${api}/audit?${query}`, admin);
    const { events } = await response.json<{ events: object[] }>();
    expect(events).toMatchObject([{ actor: { key: null, name: 'alice' }, token: null }]);
  });
});
