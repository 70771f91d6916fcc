import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground } from '../index.ts';
import { asJson, basic, readJson } from '../test-support.ts';

const playground = await startPlayground({ port: 0 });
const api = `${playground.confluence}/rest/api`;

afterAll(() => playground.close());
beforeEach(() => playground.reset());

/** The parts of Confluence's answers that are looked at here. */
interface Answer {
  id: string;
  type: string;
  size: number;
  results: { id: string; username: string; user: { username: string } }[];
  history: { createdBy: { username: string } };
  _links: { next: string };
}

async function get(path: string, name?: string) {
  const answer = await fetch(`${api}${path}`, name ? { headers: basic(name) } : {});
  return { status: answer.status, body: await readJson<Answer>(answer) };
}

describe('users of Confluence', () => {
  it('may be anonymous, with 200', async () => {
    const { status, body } = await get('/user/current');
    expect([status, body.type]).toEqual([200, 'anonymous']);
  });

  it('hold permissions that administrators of newer versions may look at', async () => {
    const permissions = async (who: string, name: string) => {
      const answer = await fetch(`${api}/permissions/user/${who}`, { headers: basic(name) });
      return { status: answer.status, body: await readJson<{ operation: object }[]>(answer) };
    };
    const bob = '4028b8816f2c1a0e016f2c1b7a330002';
    const administer = { targetType: 'application', operationKey: 'administer' };
    expect((await permissions(bob, 'bob')).status).toBe(403);
    playground.setAdministers('bob', ['confluence']);
    expect((await permissions(bob, 'bob')).body.map(({ operation }) => operation)).toContainEqual(
      administer,
    );
    const alice = await permissions('alice', 'admin');
    expect(alice.body.map(({ operation }) => operation)).not.toContainEqual(administer);
    expect((await permissions('nobody', 'admin')).status).toBe(404);
    playground.configure({ aui: 8 });
    expect((await permissions(bob, 'bob')).status).toBe(404);
    playground.configure({ aui: 10 });
  });

  it('have a key that is not the name', async () => {
    expect((await get('/user/current', 'alice')).body).toMatchObject({
      type: 'known',
      username: 'alice',
      userKey: '4028b8816f2c1a0e016f2c1b7a330001',
      displayName: 'Alice Ångström',
    });
  });

  it('are members of groups, page by page', async () => {
    const first = (await get('/user/memberof?username=bob&limit=2', 'bob')).body;
    expect(first).toMatchObject({ start: 0, limit: 2, size: 2 });
    const next = await get(first._links.next.replace('/rest/api', ''), 'bob');
    expect(next.body.results).toEqual([{ type: 'group', name: 'token-managers' }]);
  });

  it('are found by name, and not by anonymous', async () => {
    const cql = encodeURIComponent('user~"mär"');
    const { body } = await get(`/search?cql=${cql}&limit=5`, 'bob');
    expect(body.results[0]?.user).toMatchObject({ username: 'märta', displayName: 'Märta Öberg' });
    const byFullName = encodeURIComponent('user.fullname~"manager"');
    expect((await get(`/search?cql=${byFullName}`, 'bob')).body.results[0]?.user.username).toBe(
      'bob',
    );
    expect((await get(`/search?cql=${cql}`)).status).toBe(403);
  });

  it('are listed by group', async () => {
    const { body } = await get('/group/confluence-administrators/member', 'bob');
    expect(body.results.map((user) => user.username)).toEqual(['admin']);
    expect((await get('/group?limit=1', 'bob')).body.size).toBe(1);
    expect((await get('/group/token-managers', 'bob')).status).toBe(200);
    expect((await get('/group/nobody-has-it', 'bob')).status).toBe(404);
  });
});

describe('contents', () => {
  const send = (method: string, path: string, body: object, name?: string) =>
    fetch(`${api}${path}`, {
      method,
      headers: { ...asJson, ...(name ? basic(name) : {}) },
      body: JSON.stringify(body),
    });
  const storage = (value: string) => ({ storage: { value, representation: 'storage' } });

  it('are created, read, changed and found', async () => {
    const wish = {
      type: 'page',
      title: 'Größe',
      space: { key: 'DS' },
      body: storage('<p>groß</p>'),
    };
    expect((await send('POST', '/content', wish)).status).toBe(401);
    const page = await readJson<Answer>(send('POST', '/content', wish, 'alice'));
    expect(page.history.createdBy.username).toBe('alice');
    const change = { ...wish, version: { number: 2 }, body: storage('<p>größer</p>') };
    expect((await send('PUT', `/content/${page.id}`, wish, 'bob')).status).toBe(409);
    expect((await send('PUT', `/content/${page.id}`, change, 'bob')).status).toBe(200);
    const found = await get(
      `/content/search?cql=${encodeURIComponent('text ~ "größer" and space=DS')}`,
    );
    expect(found.body.results[0]).toMatchObject({ id: page.id, version: { number: 2 } });
  });

  it('of private spaces are not found by anonymous', async () => {
    const title = encodeURIComponent('On-call handbook');
    const { body } = await get(`/content?title=${title}&spaceKey=TEAM`, 'alice');
    expect(body.size).toBe(1);
    expect((await get(`/content/${body.results[0]?.id}`)).status).toBe(404);
  });
});
