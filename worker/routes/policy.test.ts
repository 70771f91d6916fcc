import { beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '../../shared/contract/policy.ts';
import type { PolicyRecord } from '../../shared/contract/policy-changes.ts';
import type { ProblemDetails } from '../../shared/contract/problem.ts';
import { api, basic, jira, openIsolate, testEnv } from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import { auditTrail } from '../../tests/support/workerd/tokens.ts';

const url = `${jira}${api}/policy`;
const ada = { key: 'JIRAUSER10100', name: 'admin', displayName: 'Ada Admin' };

let isolate: ReturnType<typeof openIsolate>;
let admin: string;
beforeEach(async () => {
  isolate = openIsolate();
  admin = await logIn('jira', 'admin');
});

const read = async (cookie = admin): Promise<PolicyRecord> =>
  (await isolate.call('GET', url, cookie)).json();
const put = (changes: object, version: number, cookie = admin) =>
  isolate.call('PUT', url, cookie, { policy: { ...defaultPolicy, ...changes }, version });
const detailOf = async (response: Response) => ((await response.json()) as ProblemDetails).detail;

describe('GET /policy', () => {
  it('is the default, of nobody, until somebody saves one', async () => {
    expect(await read()).toEqual({
      policy: defaultPolicy,
      version: 0,
      updatedAt: null,
      updatedBy: null,
    });
  });

  it('reads one that was written past the API, by an older or a newer Worker', async () => {
    const { auditRetentionDays: _, ...older } = defaultPolicy;
    const stored = { ...older, maxLifetimeDays: 7, fromTheFuture: true };
    await testEnv.DB.prepare("INSERT INTO policies VALUES ('jira', 4, ?, 1000, 'somebody')")
      .bind(JSON.stringify(stored))
      .run();
    expect(await read()).toEqual({
      policy: { ...defaultPolicy, maxLifetimeDays: 7 },
      version: 4,
      updatedAt: '1970-01-01T00:00:01.000Z',
      updatedBy: null,
    });
  });
});

describe('PUT /policy', () => {
  it('saves the whole policy, and says which one it is and who saved it', async () => {
    const began = Date.now();
    const changes: Partial<Policy> = {
      maxLifetimeDays: 30,
      defaultLifetimeDays: null,
      createGroups: ['jira-users'],
      manageGroups: ['token-managers', 'Ünïcode & "quotes"'],
      readOnlyGroups: ['readers'],
      maxTokensPerUser: 1,
      passwords: 'block',
      ipRanges: ['10.0.0.0/8', '2001:db8::/32'],
      deleteUnusedAfterDays: 3650,
      auditVerifications: true,
      auditRetentionDays: null,
    };
    const response = await put(changes, 0);
    expect(response.status).toBe(200);
    const saved: PolicyRecord = await response.json();
    expect(saved).toMatchObject({ policy: changes, version: 1, updatedBy: ada });
    expect(Date.parse(saved.updatedAt ?? '')).toBeGreaterThanOrEqual(began);
    expect(await read()).toEqual(saved);
    expect(await (await put({}, 1)).json()).toMatchObject({ policy: defaultPolicy, version: 2 });
  });

  it('leaves one event with what was before and after', async () => {
    await put({ maxLifetimeDays: 30 }, 0);
    await put({ maxLifetimeDays: 7, passwords: 'block' }, 1);
    const trail = await auditTrail();
    expect(trail).toMatchObject(
      [1, 2].map(() => ({
        action: 'policy.changed',
        site: 'jira',
        actor_key: ada.key,
        token_id: null,
        address: '203.0.113.9',
      })),
    );
    const details = trail.map((event) => JSON.parse(event.details ?? ''));
    const first = { ...defaultPolicy, maxLifetimeDays: 30 };
    const second = { ...defaultPolicy, maxLifetimeDays: 7, passwords: 'block' };
    expect(details).toEqual([
      { version: 1, before: defaultPolicy, after: first },
      { version: 2, before: first, after: second },
    ]);
  });

  it('takes what changes nothing for no change: same version, no event', async () => {
    expect(await (await put({}, 0)).json()).toMatchObject({ version: 0 });
    await put({ maxLifetimeDays: 30 }, 0);
    expect(await (await put({ maxLifetimeDays: 30 }, 1)).json()).toMatchObject({ version: 1 });
    expect(await auditTrail()).toHaveLength(1);
  });

  it('refuses whoever did not see the latest version, and changes nothing', async () => {
    await put({ maxLifetimeDays: 30 }, 0);
    for (const version of [0, 2, 2 ** 50]) {
      const response = await put({ maxLifetimeDays: 7 }, version);
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ code: 'conflict' });
    }
    expect(await read()).toMatchObject({ policy: { maxLifetimeDays: 30 }, version: 1 });
    expect(await auditTrail()).toHaveLength(1);
  });

  it.each([0, 3])('lets one of many at once win, from version %s on', async (from) => {
    for (let version = 0; version < from; version++)
      await put({ maxLifetimeDays: 300 + version }, version);
    const days = [1, 2, 3, 4, 5, 6, 7, 8];
    const answers = await Promise.all(
      days.map(async (maxLifetimeDays) => {
        const { call } = openIsolate();
        return call('PUT', url, admin, {
          policy: { ...defaultPolicy, maxLifetimeDays },
          version: from,
        });
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(409)]);
    const { policy, version } = await read();
    expect(version).toBe(from + 1);
    expect(policy.maxLifetimeDays).toBe(days[statuses.indexOf(200)]);
    const trail = await auditTrail();
    expect(trail).toHaveLength(from + 1);
    expect(JSON.parse(trail.at(-1)?.details ?? '')).toMatchObject({ version, after: policy });
  });

  it.each([
    [{ maxLifetimeDays: 0 }, 'policy.maxLifetimeDays must be a whole number from 1 to 3650'],
    [{ maxLifetimeDays: 1.5 }, 'policy.maxLifetimeDays must be a whole number from 1 to 3650'],
    [{ maxLifetimeDays: '7' }, 'policy.maxLifetimeDays must be a number'],
    [{ maxLifetimeDays: 1e300 }, 'policy.maxLifetimeDays must be a whole number from 1 to 3650'],
    [
      { defaultLifetimeDays: 3651 },
      'policy.defaultLifetimeDays must be a whole number from 1 to 3650',
    ],
    [{ maxTokensPerUser: 0 }, 'policy.maxTokensPerUser must be a whole number from 1 to 10000'],
    [{ createGroups: 'jira-users' }, 'policy.createGroups must be a list'],
    [{ createGroups: undefined }, 'policy.createGroups is missing'],
    [{ manageGroups: null }, 'policy.manageGroups must be a list'],
    [{ manageGroups: ['a', ''] }, 'policy.manageGroups[1] must be 1 to 255 characters'],
    [{ manageGroups: ['x'.repeat(256)] }, 'policy.manageGroups[0] must be 1 to 255 characters'],
    [{ readOnlyGroups: ['a', 'b', 'a'] }, 'policy.readOnlyGroups must not name a group twice'],
    [
      { readOnlyGroups: Array.from({ length: 101 }, (_, n) => `g${n}`) },
      'policy.readOnlyGroups may have at most 100 groups',
    ],
    [
      { ipRanges: ['10.0.0.0/8', '10.0.0.1/8'] },
      'policy.ipRanges[1] must be an address or a range such as 10.20.0.0/16',
    ],
    [{ ipRanges: [] }, 'policy.ipRanges is too short'],
    [{ passwords: 'maybe' }, 'policy.passwords must be one of the values that openapi.json names'],
    [{ auditVerifications: 1 }, 'policy.auditVerifications must be true or false'],
    [{ auditRetentionDays: 0 }, 'policy.auditRetentionDays must be a whole number from 1 to 3650'],
    [{ bogus: 1 }, 'There is an unknown field'],
    [{ __proto__: { administer: true }, constructor: 1 }, 'There is an unknown field'],
  ])('refuses %j, naming the field', async (changes, detail) => {
    const response = await put(changes, 0);
    expect([response.status, await detailOf(response)]).toEqual([400, detail]);
    expect(await read()).toMatchObject({ policy: defaultPolicy, version: 0 });
  });

  it.each([-1, 0.5, '0', null])('refuses the version %j', async (version) => {
    expect((await put({}, version as number)).status).toBe(400);
  });

  it('belongs to its site alone', async () => {
    await put({ maxLifetimeDays: 30 }, 0);
    const there = await isolate.call(
      'GET',
      url.replace('jira.example', 'jira-by-header.example'),
      admin,
    );
    expect(await there.json()).toMatchObject({ policy: defaultPolicy, version: 0 });
  });
});

describe('a changed policy', () => {
  const probe = (secret: string, at: typeof isolate) =>
    at.fetch(`${jira}/rest/api/2/myself`, { headers: { Authorization: basic('alice', secret) } });

  it('is felt at once on the isolate that saved it, and within the cache bound on others', async () => {
    const cookie = await logIn('jira', 'alice');
    const other = openIsolate({ VERIFY_CACHE_SECONDS: 1 });
    const { secret } = await isolate.create(jira, cookie);
    for (const at of [isolate, other]) expect((await probe(secret, at)).status).toBe(200);
    await put({ ipRanges: ['10.0.0.0/8'] }, 0);
    expect((await probe(secret, isolate)).status).toBe(403);
    const until = Date.now() + 1000;
    while ((await probe(secret, other)).status === 200)
      expect(Date.now()).toBeLessThan(until + 500);
  });

  it('cuts lifetimes without rewriting a row, and gives them back', async () => {
    const cookie = await logIn('jira', 'alice');
    const { token, secret } = await isolate.create(jira, cookie);
    const long = Date.now() - 8 * 86_400_000;
    await testEnv.DB.prepare('UPDATE tokens SET created_at = ?').bind(long).run();
    const row = () => testEnv.DB.prepare('SELECT expires_at, created_at FROM tokens').first();
    const before = await row();
    await put({ maxLifetimeDays: 7 }, 0);
    expect((await probe(secret, isolate)).status).toBe(401);
    const listed = await isolate.call('GET', `${jira}${api}/tokens/${token.id}`, cookie);
    const { expiresAt } = (await listed.json()) as { expiresAt: string };
    expect(Date.parse(expiresAt)).toBe(long + 7 * 86_400_000);
    expect(await row()).toEqual(before);
    await put({ maxLifetimeDays: 9 }, 1);
    expect((await probe(secret, isolate)).status).toBe(200);
  });

  it('decides the next call, of whoever it is', async () => {
    const bob = await logIn('jira', 'bob');
    const all = () => isolate.call('GET', `${jira}${api}/manager/tokens`, bob);
    expect((await all()).status).toBe(403);
    await put({ manageGroups: ['token-managers'] }, 0);
    expect((await all()).status).toBe(200);
    await put({ createGroups: [] }, 1);
    expect((await all()).status).toBe(403);
    await expect(isolate.create(jira, bob)).rejects.toThrow('403');
  });
});

describe('whoever lost the group', () => {
  it('has lost the power with the next call: an administrator', async () => {
    expect((await put({ maxLifetimeDays: 30 }, 0)).status).toBe(200);
    await playground.setGroups('admin', ['jira-users']);
    expect((await put({ maxLifetimeDays: 7 }, 1)).status).toBe(403);
    for (const path of [
      '/policy',
      '/audit',
      '/audit/export?format=csv',
      '/groups?q=a',
      '/act-as/check',
    ])
      expect((await isolate.call('GET', `${jira}${api}${path}`, admin)).status, path).toBe(403);
    await playground.setGroups('admin', ['jira-administrators']);
    expect(await read()).toMatchObject({ policy: { maxLifetimeDays: 30 }, version: 1 });
  });

  it('and a token manager', async () => {
    await put({ manageGroups: ['token-managers'] }, 0);
    const bob = await logIn('jira', 'bob');
    const { token } = await isolate.create(jira, await logIn('jira', 'alice'));
    const one = `${jira}${api}/tokens/${token.id}`;
    expect((await isolate.call('GET', one, bob)).status).toBe(200);
    await playground.setGroups('bob', ['jira-users']);
    expect((await isolate.call('GET', one, bob)).status).toBe(404);
    expect((await isolate.call('DELETE', one, bob)).status).toBe(404);
    expect((await isolate.call('GET', `${jira}${api}/manager/tokens`, bob)).status).toBe(403);
  });
});

it('adminGroups in the configuration make administrators where the product has none of them', async () => {
  const sites = testEnv.SITES as object[];
  const SITES = [{ ...sites[0], adminGroups: ['token-managers'] }];
  const bob = await logIn('jira', 'bob');
  expect((await isolate.call('GET', url, bob)).status).toBe(403);
  const { call } = openIsolate({ SITES });
  expect((await call('GET', url, bob)).status).toBe(200);
  await playground.setGroups('bob', []);
  expect((await call('GET', url, bob)).status).toBe(403);
});
