import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Diagnosis } from '../../shared/contract/diagnosis.ts';
import { api, jira, openIsolate, testEnv, wiki } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import type { Env } from '../env.ts';

let admin: string;
beforeEach(async () => {
  admin = await logIn('jira', 'admin');
});

async function diagnosis(overrides: Partial<Env> = {}): Promise<Diagnosis> {
  const response = await openIsolate(overrides).call('GET', `${jira}${api}/diagnosis`, admin);
  expect(response.status).toBe(200);
  return response.json();
}

async function fingerprintOf(key: { TOKEN_TAG_KEY: string }): Promise<string | undefined> {
  return (await diagnosis(key)).tagKeys?.[0]?.fingerprint;
}

describe('GET /diagnosis', () => {
  it('tells an administrator how the deployment stands', async () => {
    const { migrations, cron, secrets, bindings, now, originAheadSeconds } = await diagnosis();
    expect(migrations).toEqual({ missing: [], unknown: [] });
    expect(cron).toEqual({ nightlyAt: null, waitingSince: null });
    expect(secrets).toMatchObject({
      TOKEN_PEPPER: true,
      TOKEN_PEPPER_PREVIOUS: false,
      TOKEN_TAG_KEY: true,
      TOKEN_TAG_KEY_PREVIOUS: false,
      VERIFY_PROXY_SECRET: true,
    });
    expect(bindings).toEqual({ EVENTS: false, METRICS: false });
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(10_000);
    expect(Math.abs(originAheadSeconds ?? 99)).toBeLessThan(5);
  });

  it('holds no value of a secret', async () => {
    const text = JSON.stringify(await diagnosis());
    const names = [
      'TOKEN_PEPPER',
      'TOKEN_TAG_KEY',
      'HEADER_SECRET',
      'VERIFY_PROXY_SECRET',
    ] as const;
    for (const name of names) expect(text).not.toContain(testEnv[name]);
  });

  it('counts the tokens of all sites by tag key', async () => {
    await openIsolate().create(jira, admin);
    await openIsolate().create(wiki, await logIn('confluence', 'alice'));
    expect((await diagnosis()).tagKeys).toEqual([
      { fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/), tokens: 2, status: 'current' },
    ]);
  });

  it('lists the previous keys in their order, also those without tokens', async () => {
    const first = { TOKEN_TAG_KEY: testEnv.TOKEN_TAG_KEY ?? '' };
    const second = { TOKEN_TAG_KEY: 'the-second-tag-key-of-these-tests-0123456789' };
    const third = { TOKEN_TAG_KEY: 'the-third-tag-key-of-these-tests-0123456789' };
    await openIsolate(first).create(jira, admin);
    await openIsolate(third).create(jira, admin);
    const fingerprints = await Promise.all([first, second, third].map(fingerprintOf));
    const previous = `${second.TOKEN_TAG_KEY},${first.TOKEN_TAG_KEY}`;
    const { tagKeys } = await diagnosis({ ...third, TOKEN_TAG_KEY_PREVIOUS: previous });
    expect(tagKeys).toEqual([
      { fingerprint: fingerprints[2], tokens: 1, status: 'current' },
      { fingerprint: fingerprints[1], tokens: 0, status: 'previous' },
      { fingerprint: fingerprints[0], tokens: 1, status: 'previous' },
    ]);
  });

  it('reports tokens whose key is not configured', async () => {
    const lost = { TOKEN_TAG_KEY: 'a-lost-tag-key-of-these-tests-0123456789' };
    await openIsolate(lost).create(jira, admin);
    const { tagKeys } = await diagnosis();
    expect(tagKeys).toEqual([
      expect.objectContaining({ tokens: 0, status: 'current' }),
      { fingerprint: await fingerprintOf(lost), tokens: 1, status: 'missing' },
    ]);
  });

  it('knows when the night was, and that nobody sends what a webhook waits for', async () => {
    const isolate = openIsolate();
    await isolate.schedule('17 3 * * *');
    const waiting = Date.now() - 3_600_000;
    await testEnv.DB.prepare(
      `INSERT INTO webhook_outbox (id, site, event, at, data, next_at) VALUES ('1', 'jira', 'token.created', 0, '{}', ?)`,
    )
      .bind(waiting)
      .run();
    const { cron } = await diagnosis();
    expect(Date.now() - Date.parse(cron.nightlyAt ?? '')).toBeLessThan(10_000);
    expect(cron.waitingSince).toBe(new Date(waiting).toISOString());
  });

  it('compares the clocks, and does not guess where the product says none', async () => {
    const real = globalThis.fetch;
    const at = (date: string | null) =>
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
        const answer = await real(input as Request, init);
        const headers = new Headers(answer.headers);
        headers.delete('Date');
        if (date !== null) headers.set('Date', date);
        return new Response(answer.body, { status: answer.status, headers });
      });
    at(new Date(Date.now() + 600_000).toUTCString());
    expect((await diagnosis()).originAheadSeconds).toBeGreaterThan(590);
    at(null);
    expect((await diagnosis()).originAheadSeconds).toBeNull();
    vi.restoreAllMocks();
  });

  it('is unavailable without the database', async () => {
    const real = testEnv.DB;
    const broken = new Proxy(real, {
      get(target, name) {
        if (name === 'batch') return () => Promise.reject(new Error('D1_ERROR: gone'));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const { call } = openIsolate({ DB: broken });
    const response = await call('GET', `${jira}${api}/diagnosis`, admin);
    expect(response.status).toBe(503);
  });
});
