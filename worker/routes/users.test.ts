import { beforeEach, describe, expect, it } from 'vitest';
import type { FoundUser } from '../../shared/contract/user.ts';
import { api, jira, openIsolate, setPolicy, wiki } from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';

beforeEach(async () => {
  for (const site of ['jira', 'wiki']) await setPolicy(site, { manageGroups: ['token-managers'] });
});

async function search(
  site: string,
  product: 'jira' | 'confluence',
  q: string,
): Promise<FoundUser[]> {
  const cookie = await logIn(product, 'bob');
  const response = await openIsolate().call(
    'GET',
    `${site}${api}/users?${new URLSearchParams({ q })}`,
    cookie,
  );
  expect(response.status).toBe(200);
  return ((await response.json()) as { users: FoundUser[] }).users;
}

describe('GET /users', () => {
  it('finds the users that Jira finds', async () => {
    const [found, ...others] = await search(jira, 'jira', 'çarol');
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      key: 'JIRAUSER10103',
      name: 'carol',
      displayName: 'Çarol Ångström-李',
    });
    expect(found?.avatarUrl).toMatch(/^https:\/\/jira\.example\.com\/jira\//);
  });

  it('finds the users that Confluence finds', async () => {
    const [found, ...others] = await search(wiki, 'confluence', 'Çarol');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ key: '4028b8816f2c1a0e016f2c1b7a330003', name: 'carol' });
    expect(found?.avatarUrl).toMatch(/^https:\/\/wiki\.example\.com\/confluence\//);
  });

  it.each(['"', '" OR user~"a', '\\', '\\"', 'a" or type = "page', '*', '<b>', '%00'])(
    'takes %j for text in both products',
    async (q) => {
      for (const user of [
        ...(await search(jira, 'jira', q)),
        ...(await search(wiki, 'confluence', q)),
      ])
        expect(user.key).not.toBe('');
    },
  );

  it('cannot be broken out of: a quoted quote matches nobody', async () => {
    expect(await search(wiki, 'confluence', 'zzz" OR user~"')).toEqual([]);
  });

  it.each(['', '   ', 'x'.repeat(201)])('refuses %j', async (q) => {
    const cookie = await logIn('jira', 'bob');
    const url = `${jira}${api}/users?${new URLSearchParams({ q })}`;
    expect((await openIsolate().call('GET', url, cookie)).status).toBe(400);
  });
});

describe('GET /user', () => {
  async function get(site: string, product: 'jira' | 'confluence', key: string) {
    const cookie = await logIn(product, 'bob');
    const url = `${site}${api}/user?${new URLSearchParams({ key })}`;
    return openIsolate().call('GET', url, cookie);
  }

  it.each([
    [jira, 'jira', 'JIRAUSER10103'],
    [wiki, 'confluence', '4028b8816f2c1a0e016f2c1b7a330003'],
  ] as const)('says of %s who a key is, and no more', async (site, product, key) => {
    const response = await get(site, product, key);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ key, name: 'carol', displayName: 'Çarol Ångström-李' });
  });

  it.each(['nobody', 'carol', '../myself', '%00', 'JIRAUSER10103&username=bob'])(
    'knows nobody with the key %j',
    async (key) => {
      expect((await get(jira, 'jira', key)).status).toBe(404);
      expect((await get(wiki, 'confluence', key)).status).toBe(404);
    },
  );

  it.each(['', 'x'.repeat(256)])('refuses %j', async (key) => {
    expect((await get(jira, 'jira', key)).status).toBe(400);
  });
});
