import { beforeEach, describe, expect, it } from 'vitest';
import { api, jira, openIsolate, wiki } from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';

const many = Array.from({ length: 230 }, (_, n) => `team-${String(n).padStart(3, '0')}`);

async function search(site: string, q: string): Promise<string[]> {
  const cookie = await logIn(site === jira ? 'jira' : 'confluence', 'admin');
  const url = `${site}${api}/groups?${new URLSearchParams({ q })}`;
  const response = await openIsolate().call('GET', url, cookie);
  expect(response.status).toBe(200);
  const { groups } = (await response.json()) as { groups: { name: string }[] };
  return groups.map(({ name }) => name);
}

describe.each([
  ['Jira', jira],
  ['Confluence', wiki],
])('GET /groups in %s', (_, site) => {
  beforeEach(() =>
    playground.setGroups('carol', ['jira-users', 'Döner & Co', '100%_"x"', ...many]),
  );

  it('finds the groups with the text in their name, in any letter case', async () => {
    expect(await search(site, 'MANAG')).toEqual(['token-managers']);
    expect(await search(site, 'users')).toEqual(expect.arrayContaining(['jira-users']));
    expect(await search(site, 'ner & c')).toEqual(['Döner & Co']);
    expect(await search(site, 'nothing like it')).toEqual([]);
  });

  it.each(['%', '_"', '100%_"x"'])('takes %j for text', async (q) => {
    expect(await search(site, q)).toEqual(['100%_"x"']);
  });

  it('answers twenty at the most, also of those far behind', async () => {
    expect(await search(site, 'team-')).toEqual(many.slice(0, 20));
    expect(await search(site, 'team-22')).toEqual(many.slice(220));
  });

  it('asks as the asker, whose rights decide', async () => {
    await search(site, 'team');
    const [asked] = (await playground.received()).filter(({ target }) => target.includes('/group'));
    expect(asked).toMatchObject({ user: 'admin', authenticatedBy: 'session' });
  });
});
