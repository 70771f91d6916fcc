import { describe, expect, it } from 'vitest';
import { basic, jira, openIsolate, testEnv } from '../tests/support/workerd/isolate.ts';
import { logIn } from '../tests/support/workerd/origin.ts';
import type { Condition } from './db/condition.ts';
import { createHealth, judge } from './health.ts';
import { createConcurrencyLimit } from './limits/concurrency-limit.ts';
import { createRetry } from './limits/retry.ts';

const now = Date.UTC(2026, 10, 25);
const hour = 3_600_000;
const well: Condition = {
  missing: [],
  unknown: [],
  since: now - 1000 * hour,
  nightlyAt: now - hour,
  waitingSince: null,
};
const health = (init: RequestInit = {}, site = jira) =>
  openIsolate().fetch(`${site}/_postern/health`, init);
const night = (at: number) =>
  testEnv.DB.prepare(
    "INSERT INTO audit_events (id, site, at, action) VALUES ('1', 'jira', ?, 'cleanup.run')",
  )
    .bind(at)
    .run();

describe('what is healthy', () => {
  it.each([
    ['well', {}, 'healthy'],
    ['of a newer Worker', { unknown: ['0099_later.sql'] }, 'healthy'],
    ['new, before its first night', { nightlyAt: null, since: now - 25 * hour }, 'healthy'],
    ['that was never cleaned up', { nightlyAt: null, since: now - 27 * hour }, 'degraded'],
    ['without a night since 27 hours', { nightlyAt: now - 27 * hour }, 'degraded'],
    ['with news that wait for their next try', { waitingSince: now - 60_000 }, 'healthy'],
    ['with news that nobody sends', { waitingSince: now - hour }, 'degraded'],
    ['behind its Worker', { missing: ['0006_night.sql'] }, 'down'],
  ] as const)('a database %s', (_, changes, expected) => {
    expect(judge({ ...well, ...(changes as Partial<Condition>) }, now)).toBe(expected);
  });

  it('is asked at most every five seconds, whoever asks, also while the database is slow', async () => {
    let at = now;
    let asked = 0;
    let answer: (condition: Condition) => void = () => undefined;
    let wait: () => void = () => undefined;
    const pause = () =>
      new Promise<void>((resolve) => {
        wait = resolve;
      });
    const ask = createHealth({
      read: () =>
        new Promise((resolve) => {
          asked++;
          answer = resolve;
        }),
      now: () => at,
      retry: createRetry(pause),
      reads: createConcurrencyLimit({ max: 1, maxPerKey: 1, now: () => at }),
    });
    const [first, second] = [ask(), ask()];
    expect(asked).toBe(1);
    answer(well);
    expect(await first).toBe('healthy');
    wait();
    expect(await second).toBe('healthy');
    at += 4999;
    expect(await ask()).toBe('healthy');
    at += 1;
    const slow = ask();
    for (let i = 0; i < 100; i++) expect(await ask()).toBe('healthy');
    expect(asked).toBe(2);
    answer({ ...well, missing: ['x'] });
    expect(await slow).toBe('down');
    expect(await ask()).toBe('down');
    // One that never comes back, as that of a client who left, keeps nobody from asking again.
    at += 5000;
    void ask();
    expect(await ask()).toBe('down');
    at += 5000;
    void ask();
    expect(asked).toBe(4);
  });
});

describe('GET {url}/_postern/health', () => {
  it('says one word to anybody, with a status that is nobody else’s and no pass', async () => {
    await night(Date.now());
    const response = await health();
    expect(response.status).toBe(418);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({ service: 'postern', site: 'jira', status: 'healthy' });
  });

  it('is no pass with a good token either, and names nobody, by any method', async () => {
    const isolate = openIsolate();
    const { secret } = await isolate.create(jira, await logIn('jira', 'alice'));
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const response = await isolate.fetch(`${jira}/_postern/health?scope=read`, {
        method,
        headers: { Authorization: basic('alice', secret), 'X-Forwarded-Method': 'GET' },
      });
      expect(response.status).toBe(418);
      expect([...response.headers.keys()].sort()).toEqual(['cache-control', 'content-type']);
    }
  });

  it('is down with a database that does not answer, that has no tables, or lacks a migration', async () => {
    const broken = {
      batch: () => Promise.reject(new Error('D1_ERROR: gone')),
      prepare: () => ({ bind: () => ({}) }),
    } as unknown as D1Database;
    const gone = await openIsolate({ DB: broken }).fetch(`${jira}/_postern/health`);
    expect(gone.status).toBe(503);
    expect(await gone.json()).toEqual({ service: 'postern', site: 'jira', status: 'down' });

    const { results } = await testEnv.DB.prepare('SELECT * FROM d1_migrations ORDER BY id').all<{
      name: string;
    }>();
    const last = results.at(-1)?.name ?? '';
    await testEnv.DB.prepare("UPDATE d1_migrations SET name = 'x' WHERE name = ?").bind(last).run();
    try {
      expect((await health()).status).toBe(503);
    } finally {
      await testEnv.DB.prepare("UPDATE d1_migrations SET name = ? WHERE name = 'x'")
        .bind(last)
        .run();
    }
  });

  it('is down where Postern is not configured, and says nothing of why', async () => {
    const response = await openIsolate({ TOKEN_PEPPER: 'short' }).fetch(`${jira}/_postern/health`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toMatch(/PEPPER|short/);
  });
});
