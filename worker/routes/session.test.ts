import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../shared/contract/session.ts';
import { api, jira, openIsolate, setPolicy, wiki } from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import { version } from '../version.ts';

let isolate: ReturnType<typeof openIsolate>;
beforeEach(() => {
  isolate = openIsolate();
});

async function sessionOf(site: string, cookie: string): Promise<Session> {
  const response = await isolate.call('GET', `${site}${api}/session`, cookie);
  expect(response.status).toBe(200);
  return response.json();
}

describe('GET /session', () => {
  it('says who is asking, where, and what they may do', async () => {
    expect(await sessionOf(jira, await logIn('jira', 'alice'))).toEqual({
      site: { id: 'jira', product: 'jira', name: 'Jira', url: jira },
      user: { key: 'JIRAUSER10101', name: 'alice', displayName: 'Alice Ångström' },
      can: { createOwn: true, manageOthers: false, createForOthers: false, administer: false },
      policy: {
        maxLifetimeDays: 365,
        defaultLifetimeDays: 90,
        forcedScope: null,
        maxTokensPerUser: 50,
      },
      version,
    });
  });

  it.each(['', 'JSESSIONID=made-up'])(
    'costs the database nothing without a session (%s)',
    async (cookie) => {
      const unusable = { prepare: () => expect.fail(), batch: () => expect.fail() };
      isolate = openIsolate({ DB: unusable as unknown as D1Database });
      expect((await isolate.call('GET', `${jira}${api}/session`, cookie)).status).toBe(401);
    },
  );

  it('asks Confluence in its own words', async () => {
    expect(await sessionOf(wiki, await logIn('confluence', 'carol'))).toMatchObject({
      site: { id: 'wiki', product: 'confluence' },
      user: {
        key: '4028b8816f2c1a0e016f2c1b7a330003',
        name: 'carol',
        displayName: 'Çarol Ångström-李',
      },
    });
  });

  it.each([
    ['Jira', jira, 'jira'],
    ['Confluence', wiki, 'confluence'],
  ] as const)('knows the administrators and the token managers of %s', async (_, site, product) => {
    await setPolicy('jira', { manageGroups: ['token-managers'] });
    await setPolicy('wiki', { manageGroups: ['token-managers'] });
    const can = async (user: string) => (await sessionOf(site, await logIn(product, user))).can;
    expect(await can('admin')).toMatchObject({ manageOthers: true, administer: true });
    expect(await can('bob')).toMatchObject({ manageOthers: true, administer: false });
    expect(await can('alice')).toMatchObject({ manageOthers: false, administer: false });
  });

  it('knows who administers Confluence without the group, as long as they do', async () => {
    const cookie = await logIn('confluence', 'bob');
    const administers = async () => (await sessionOf(wiki, cookie)).can.administer;
    expect(await administers()).toBe(false);
    await playground.setAdministers('bob', ['confluence']);
    expect(await administers()).toBe(true);
    await playground.setAdministers('bob', []);
    expect(await administers()).toBe(false);
  });

  it('asks anew each time: who leaves a group loses its rights at once', async () => {
    await setPolicy('jira', { manageGroups: ['token-managers'] });
    const cookie = await logIn('jira', 'bob');
    expect((await sessionOf(jira, cookie)).can.manageOthers).toBe(true);
    await playground.setGroups('bob', []);
    expect((await sessionOf(jira, cookie)).can.manageOthers).toBe(false);
  });

  it('tells the bounds of the policy', async () => {
    await setPolicy('jira', {
      maxLifetimeDays: null,
      defaultLifetimeDays: 7,
      readOnlyGroups: ['jira-users'],
      maxTokensPerUser: null,
      createGroups: [],
    });
    expect(await sessionOf(jira, await logIn('jira', 'alice'))).toMatchObject({
      can: { createOwn: false },
      policy: {
        maxLifetimeDays: null,
        defaultLifetimeDays: 7,
        forcedScope: 'read',
        maxTokensPerUser: null,
      },
    });
  });

  it.each([
    ['Jira', jira, 'jira'],
    ['Confluence', wiki, 'confluence'],
  ] as const)(
    'is nobody in %s with the session of a disabled user or of the other product',
    async (_, site, product) => {
      const cookie = await logIn(product, 'alice');
      await playground.setActive('alice', false);
      expect((await isolate.call('GET', `${site}${api}/session`, cookie)).status).toBe(401);
      const other = await logIn(product === 'jira' ? 'confluence' : 'jira', 'bob');
      expect((await isolate.call('GET', `${site}${api}/session`, other)).status).toBe(401);
    },
  );

  it('sends the origin the cookie and nothing that a client says of itself', async () => {
    const cookie = await logIn('jira', 'alice');
    await isolate.fetch(`${jira}${api}/session`, {
      headers: {
        Cookie: cookie,
        'X-Postern-Client': 'test',
        Authorization: 'Basic YWRtaW46YWRtaW4=',
        'X-Remote-User': 'admin',
        'X-Forwarded-For': '192.0.2.7',
      },
    });
    const asked = (await playground.received()).filter(({ target }) =>
      target.startsWith('/jira/rest/'),
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const { headers, user } of asked) {
      expect(user).toBe('alice');
      for (const name of ['authorization', 'x-remote-user', 'x-forwarded-for'])
        expect(headers[name]).toBeUndefined();
    }
  });

  it('is not the policy of a broken row: better none than a wrong one', async () => {
    const cookie = await logIn('jira', 'alice');
    await setPolicy('jira', { maxLifetimeDays: -1 });
    const response = await isolate.call('GET', `${jira}${api}/session`, cookie);
    expect(response.status).toBe(500);
  });
});
