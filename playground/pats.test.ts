import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground } from './index.ts';
import { asJson, basic, logIn, readJson } from './test-support.ts';

let now = Date.now();
const playground = await startPlayground({ port: 0, now: () => now });
const { jira } = playground;
const tokens = `${jira}/rest/pat/latest/tokens`;

afterAll(() => playground.close());
beforeEach(() => playground.reset());

interface Pat {
  id: number;
  rawToken: string;
}

async function create(body: unknown, headers: Record<string, string> = basic('alice')) {
  const init = { method: 'POST', headers: { ...asJson, ...headers }, body: JSON.stringify(body) };
  const answer = await fetch(tokens, init);
  return { status: answer.status, pat: await readJson<Pat>(answer) };
}

async function servedAs(headers: Record<string, string>) {
  const answer = await fetch(`${jira}/rest/api/2/serverInfo`, { headers });
  return [answer.status, answer.headers.get('X-AUSERNAME')];
}

describe('a personal access token', () => {
  it('is made with a session, shown once, and works as Bearer until it ends', async () => {
    const Cookie = await logIn(jira, 'alice');
    const { status, pat } = await create({ name: 'CI', expirationDuration: 30 }, { Cookie });
    expect(status).toBe(201);
    expect(Object.keys(pat).sort()).toEqual(
      ['createdAt', 'expiringAt', 'id', 'lastAccessedAt', 'name', 'rawToken'].sort(),
    );
    const headers = { Authorization: `Bearer ${pat.rawToken}` };
    expect(await servedAs(headers)).toEqual([200, 'alice']);
    const [listed] = await readJson<Pat[]>(fetch(tokens, { headers: { Cookie } }));
    expect(listed).toMatchObject({ id: pat.id, name: 'CI' });
    expect(listed?.rawToken).toBeUndefined();
    now += 31 * 24 * 60 * 60 * 1000;
    expect(await servedAs(headers)).toEqual([200, 'anonymous']);
  });

  it('is ignored when it is none, and is no password', async () => {
    expect(await servedAs({ Authorization: 'Bearer nonsense' })).toEqual([200, 'anonymous']);
    const { pat } = await create({ name: 'CI' });
    expect((await servedAs(basic('alice', pat.rawToken)))[0]).toBe(401);
  });

  it('is deleted by its owner, not by others', async () => {
    const { pat } = await create({ name: 'CI' });
    const remove = (name: string) =>
      fetch(`${tokens}/${pat.id}`, { method: 'DELETE', headers: basic(name) });
    expect((await remove('bob')).status).toBe(404);
    expect((await remove('alice')).status).toBe(204);
    expect(await servedAs({ Authorization: `Bearer ${pat.rawToken}` })).toEqual([200, 'anonymous']);
  });

  it('is deleted in numbers by administrators', async () => {
    const { pat } = await create({ name: 'CI' });
    const remove = (name: string) =>
      fetch(`${jira}/rest/pat/latest/admin/tokens`, {
        method: 'DELETE',
        headers: { ...asJson, ...basic(name) },
        body: JSON.stringify([pat.id]),
      });
    expect((await remove('alice')).status).toBe(403);
    expect((await remove('admin')).status).toBe(204);
    expect(await (await fetch(tokens, { headers: basic('alice') })).json()).toEqual([]);
  });

  it.each([
    {},
    { name: 'x'.repeat(41) },
    { name: 'x', expirationDuration: 0 },
    { name: 'x', expirationDuration: 366 },
    { name: 'x', expirationDuration: '30' },
  ])('is refused for %j', async (body) => {
    expect((await create(body)).status).toBe(400);
  });

  it('is refused to anonymous, beyond the limit, and without an expiry where one must be', async () => {
    expect((await create({ name: 'x' }, {})).status).toBe(401);
    for (let n = 0; n < 10; n += 1) await create({ name: `${n}` });
    expect((await create({ name: 'one more' })).status).toBe(403);
    playground.configure({ pats: { eternal: false } });
    expect((await create({ name: 'forever' }, basic('bob'))).status).toBe(400);
  });
});
