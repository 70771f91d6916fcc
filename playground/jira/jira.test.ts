import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground } from '../index.ts';
import { asForm, asJson, basic, readJson } from '../test-support.ts';

const playground = await startPlayground({ port: 0 });
const api = `${playground.jira}/rest/api/2`;

afterAll(() => playground.close());
beforeEach(() => playground.reset());

/** The parts of Jira's answers that are looked at here. */
interface Answer {
  total: number;
  users: { name: string; avatarUrl: string }[];
  groups: { items: { name: string }[] };
  avatarUrls: Record<string, string>;
  permissions: Record<string, { havePermission: boolean }>;
  fields: { creator: { name: string } };
}

async function get(path: string, name?: string) {
  const answer = await fetch(`${api}${path}`, name ? { headers: basic(name) } : {});
  return { status: answer.status, body: await readJson<Answer>(answer) };
}

describe('users of Jira', () => {
  it('are refused when anonymous, with 401', async () => {
    const { status, body } = await get('/myself');
    expect([status, Object.keys(body)]).toEqual([401, ['errorMessages', 'errors']]);
  });

  it('have a key that is not the name, groups and a picture', async () => {
    const { body } = await get('/myself?expand=groups', 'bob');
    expect(body).toMatchObject({ name: 'bob', key: 'JIRAUSER10102', active: true });
    expect(body.groups.items.map((group) => group.name)).toContain('token-managers');
    const picture = await fetch(body.avatarUrls['48x48'] ?? '');
    expect(picture.headers.get('Content-Type')).toBe('image/svg+xml');
  });

  it('are administrators by permission', async () => {
    const held = async (name: string) => {
      const { ADMINISTER, SYSTEM_ADMIN } = (await get('/mypermissions', name)).body.permissions;
      return [ADMINISTER?.havePermission, SYSTEM_ADMIN?.havePermission];
    };
    expect(await held('admin')).toEqual([true, true]);
    expect(await held('alice')).toEqual([false, false]);
    expect((await get('/mypermissions')).status).toBe(401);
    playground.configure({ aui: 8 });
    expect((await get('/mypermissions')).body.permissions.ADMINISTER?.havePermission).toBe(false);
    playground.configure({ aui: 10 });
  });

  it('are found by the start of a word', async () => {
    const { body } = await get('/user/picker?query=ång&showAvatar=true', 'bob');
    expect(body.users.map((user) => user.name)).toEqual(['alice', 'carol']);
    expect(body.users[0]).toMatchObject({ key: 'JIRAUSER10101', displayName: 'Alice Ångström' });
    expect(body.users[0]?.avatarUrl).toContain('/jira/secure/useravatar');
    expect((await get('/user/picker?query=a')).body.users).toEqual([]);
    expect((await get('/user/picker?query=dave', 'bob')).body.total).toBe(0);
  });

  it('are in groups that are found by a piece of the name, twenty at the most', async () => {
    playground.setGroups(
      'carol',
      Array.from({ length: 25 }, (_, n) => `Team ${n}`),
    );
    const found = async (query: string) => {
      const { body } = await get(`/groups/picker?${query}`, 'bob');
      return [(body.groups as unknown as { name: string }[]).length, body.total];
    };
    expect(await found('query=EAM')).toEqual([20, 25]);
    expect(await found('query=team%201&maxResults=3')).toEqual([3, 11]);
    expect(await found('query=team&maxResults=1000')).toEqual([20, 25]);
    expect((await get('/groups/picker?query=team')).status).toBe(401);
  });
});

describe('issues', () => {
  const create = (fields: object, headers: Record<string, string>) =>
    fetch(`${api}/issue`, {
      method: 'POST',
      headers: { ...asJson, ...headers },
      body: JSON.stringify({ fields }),
    });

  it('record who created them, and are not created by nobody', async () => {
    const fields = { project: { key: 'DEMO' }, summary: 'New', issuetype: { name: 'Bug' } };
    expect((await create(fields, {})).status).toBe(401);
    const { key } = await readJson<{ key: string }>(create(fields, basic('carol')));
    expect((await get(`/issue/${key}`)).body.fields.creator.name).toBe('carol');
    const refused = await create({ project: { key: 'DEMO' } }, basic('carol'));
    expect(await refused.json()).toHaveProperty('errors.summary');
  });

  it('are found by JQL, as far as the caller may see', async () => {
    const total = async (jql: string, name?: string) =>
      (await get(`/search?jql=${encodeURIComponent(jql)}`, name)).body.total;
    expect(await total('project = DEMO AND summary ~ "release" ORDER BY created')).toBe(1);
    expect(await total('project = OPS')).toBe(0);
    expect(await total('project = OPS', 'alice')).toBe(1);
    expect(await total('assignee = currentUser()', 'alice')).toBe(2);
    expect(await total('key = DEMO-1')).toBe(1);
    expect((await get('/search?jql=nonsense')).status).toBe(400);
    expect((await get('/issue/OPS-1')).status).toBe(401);
  });

  it('take attachments only with the XSRF header', async () => {
    const attach = (headers: Record<string, string>) => {
      const body = new FormData();
      body.set('file', new Blob(['\r\n--not a boundary\r\n']), 'ä.txt');
      return fetch(`${api}/issue/DEMO-1/attachments`, { method: 'POST', headers, body });
    };
    expect((await attach(basic('alice'))).status).toBe(403);
    const added = await attach({ ...basic('alice'), 'X-Atlassian-Token': 'no-check' });
    const [attachment] = await readJson<[{ content: string }]>(added.clone());
    expect(await added.json()).toMatchObject([{ filename: 'ä.txt', size: 20 }]);
    const file = await fetch(attachment.content, { headers: basic('alice') });
    expect([file.headers.get('Cache-Control'), await file.text()]).toEqual([
      null,
      '\r\n--not a boundary\r\n',
    ]);
    expect((await fetch(attachment.content)).status).toBe(401);
  });

  it('are created by a form too', async () => {
    const answer = await fetch(`${playground.jira}/secure/QuickCreateIssue.jspa`, {
      method: 'POST',
      headers: { ...asForm, ...basic('bob') },
      body: 'summary=Quick+one&pid=10000',
    });
    expect(await answer.json()).toMatchObject({ creator: 'bob', fields: { summary: 'Quick one' } });
  });
});
