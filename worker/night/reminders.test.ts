import { drizzle } from 'drizzle-orm/d1';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Policy } from '../../shared/contract/policy.ts';
import { dayMs } from '../../shared/lifetime.ts';
import { api, openIsolate, setPolicy, testEnv } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { type Asked, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import { localJira, localSites, receiver } from '../../tests/support/workerd/receiver.ts';
import { insertTokens, multiplyTokens } from '../../tests/support/workerd/tokens.ts';
import { createReminderStore } from '../db/reminders.ts';
import { remindersDue } from '../domain/reminders.ts';

const nightly = '17 3 * * *';
const now = Date.now();
const inDays = (days: number) => now + days * dayMs;

beforeEach(() => receiver.reset());
afterEach(() => vi.useRealTimers());

const openLocal = () => openIsolate({ SITES: localSites });

async function listen(events = ['token.expiring']): Promise<void> {
  const webhook = { url: `${receiver.url}/hook`, events, shape: 'json', enabled: true };
  const admin = await logIn('jira', 'admin');
  const url = `${localJira}${api}/webhook`;
  const response = await openLocal().call('PUT', url, admin, { webhook, version: 0 });
  expect(response.status).toBe(200);
}

async function night(at: number): Promise<void> {
  vi.useFakeTimers({ now: at, toFake: ['Date'] });
  await openLocal().schedule(nightly);
}

interface Told {
  type: string;
  data: { days: number; count: number; tokens: { description: string; expiresAt: string }[] };
}
/** What was told, as "days: descriptions", in the order it came. */
async function told(): Promise<string[]> {
  const all = (await receiver.received()).map(({ body }) => JSON.parse(body) as Told);
  return all.map(
    ({ type, data }) =>
      `${type.replace('token.', '')} ${data.days}: ${data.tokens.map((one) => one.description)}`,
  );
}

const policy = (changes: Partial<Policy>) => setPolicy('jira', changes);

describe('token.expiring', () => {
  it('is told 14, 3 and 1 days before the end, once each', async () => {
    await listen();
    await insertTokens('jira', [
      { description: 'CI', createdAt: inDays(-60), expiresAt: inDays(20) },
    ]);
    for (const day of [0, 5, 6, 7, 16, 17, 18, 19, 20]) {
      await night(inDays(day));
      await night(inDays(day) + 1000);
    }
    expect(await told()).toEqual(['expiring 14: CI', 'expiring 3: CI', 'expiring 1: CI']);
  });

  it('is told at the nearest distance alone after nights that did not come', async () => {
    await listen();
    await insertTokens('jira', [
      { description: 'soon', createdAt: inDays(-60), expiresAt: inDays(2) },
      { description: 'very soon', createdAt: inDays(-60), expiresAt: inDays(0.5) },
    ]);
    await night(now);
    await night(now + 1000);
    expect(await told()).toEqual(['expiring 1: very soon', 'expiring 3: soon']);
  });

  it('is not told of distances that a token never had', async () => {
    await listen();
    await insertTokens('jira', [
      { description: 'a week', createdAt: now, expiresAt: inDays(7) },
      { description: 'a day', createdAt: now, expiresAt: inDays(1) },
    ]);
    for (let day = 0; day < 8; day += 0.5) await night(inDays(day));
    expect(await told()).toEqual(['expiring 3: a week', 'expiring 1: a week']);
  });

  it('goes by the end that the policy leaves', async () => {
    await listen();
    await insertTokens('jira', [
      { description: 'for ever', createdAt: inDays(-88), expiresAt: null },
      { description: 'longer', createdAt: inDays(-80), expiresAt: inDays(100) },
      { description: 'shorter', createdAt: inDays(-89), expiresAt: inDays(0.5) },
      { description: 'far', createdAt: inDays(-10), expiresAt: inDays(100) },
    ]);
    await policy({ maxLifetimeDays: 90 });
    await night(now);
    expect(await told()).toEqual([
      'expiring 1: shorter',
      'expiring 3: for ever',
      'expiring 14: longer',
    ]);
    const [, { body }] = (await receiver.received()) as [unknown, { body: string }];
    const { data } = JSON.parse(body) as Told;
    expect(data.tokens[0]?.expiresAt).toBe(new Date(inDays(2)).toISOString());
  });

  it('is not told of tokens that are over, were rotated, or whose owner is gone', async () => {
    await listen();
    const soon = { createdAt: inDays(-60), expiresAt: inDays(2) };
    await insertTokens('jira', [
      { ...soon, description: 'over', expiresAt: now },
      { ...soon, description: 'rotated', replacedBy: 'x' as never },
      { ...soon, description: 'gone', ownerGoneAt: now },
      { ...soon, description: 'good' },
    ]);
    await insertTokens('wiki', [{ ...soon, description: 'elsewhere' }]);
    await night(now);
    expect(await told()).toEqual(['expiring 3: good']);
  });

  it('is told of many in messages of twenty, those that end first before the others', async () => {
    await listen();
    await insertTokens('jira', [{ createdAt: inDays(-60), expiresAt: inDays(2) }]);
    await multiplyTokens(49, { expires_at: `${inDays(2)} - i` });
    await night(now);
    const all = (await receiver.received()).map(({ body }) => (JSON.parse(body) as Told).data);
    expect(all.map(({ count }) => count)).toEqual([20, 20, 10]);
    const ends = all.flatMap(({ tokens }) => tokens.map(({ expiresAt }) => expiresAt));
    expect(new Set(ends).size).toBe(50);
    expect(Math.max(...ends.slice(0, 20).map(Date.parse))).toBeLessThan(
      Math.min(...ends.slice(20).map(Date.parse)),
    );
  });

  it('is told once where two nights run at once', async () => {
    await listen();
    await insertTokens('jira', [{ createdAt: inDays(-60), expiresAt: inDays(2) }]);
    await multiplyTokens(99);
    await Promise.all([1, 2, 3, 4].map(() => openLocal().schedule(nightly)));
    await openLocal().schedule('*/5 * * * *');
    const counts = (await receiver.received()).map(
      ({ body }) => (JSON.parse(body) as Told).data.count,
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
  });

  it('marks nothing while nobody listens', async () => {
    await insertTokens('jira', [
      { description: 'CI', createdAt: inDays(-60), expiresAt: inDays(2) },
    ]);
    await night(now);
    await listen(['token.created']);
    await night(now + 1000);
    const { results } = await testEnv.DB.prepare('SELECT reminded_days FROM tokens').all();
    expect(results).toEqual([{ reminded_days: null }]);
    expect(await told()).toEqual([]);
  });

  it('is found among many tokens by reading few', async () => {
    await insertTokens('jira', [{ createdAt: inDays(-60), expiresAt: inDays(2) }]);
    await multiplyTokens(5000, { expires_at: `${inDays(200)}`, created_at: `${inDays(-1)}` });
    for (const maxLifetimeDays of [null, 90]) {
      for (const reminder of remindersDue(maxLifetimeDays, now)) {
        const asked: Asked[] = [];
        const store = createReminderStore(drizzle(recording(asked)), 'jira', () => now);
        const found = await store.find(reminder, 1000);
        expect(found).toHaveLength(reminder.days === 1 ? 0 : 1);
        expect(await rowsReadBy(asked[0] ?? expect.fail())).toBeLessThan(10);
      }
    }
  });
});
