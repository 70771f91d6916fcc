import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CreatedToken } from '../../shared/contract/token-changes.ts';
import {
  api,
  basic,
  jira,
  jiraByPat,
  openIsolate,
  setPolicy,
  testEnv,
  wikiByPat,
} from '../../tests/support/workerd/isolate.ts';
import {
  logIn,
  playground,
  playgroundOrigin,
  receivedAt,
} from '../../tests/support/workerd/origin.ts';
import { auditTrail, carol, dump } from '../../tests/support/workerd/tokens.ts';
import { nativeNameOf } from './native-tokens.ts';

interface Native {
  id: number;
  name: string;
  expiringAt: string | null;
}

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
const patsPath = '/rest/pat/latest/tokens';

let isolate: ReturnType<typeof openIsolate>;
let alice: string;
beforeEach(async () => {
  isolate = openIsolate();
  alice = await logIn('jira', 'alice');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await playground.configure({ pats: {} });
});

/** The product's own list of native tokens of the session's user. */
async function nativesOf(cookie: string, product = 'jira'): Promise<Native[]> {
  const response = await fetch(`${playgroundOrigin}/${product}${patsPath}`, {
    headers: { Cookie: cookie },
  });
  return response.json();
}

/** Deletes a native token behind our back. */
async function revoke(cookie: string, id: number | undefined): Promise<void> {
  const response = await fetch(`${playgroundOrigin}/jira${patsPath}/${id}`, {
    method: 'DELETE',
    headers: { Cookie: cookie, 'User-Agent': 'test' },
  });
  expect(response.status).toBe(204);
}

const use = (secret: string, init: RequestInit = {}, site = jiraByPat, door = isolate) =>
  door.fetch(`${site}/rest/playground/echo`, {
    ...init,
    headers: { Authorization: basic('alice', secret), 'Content-Type': 'application/json' },
  });

const post = (changes: object = {}, cookie = alice, site = jiraByPat) =>
  isolate.call('POST', `${site}${api}/tokens`, cookie, {
    description: 'CI',
    expiresAt: inDays(30),
    scope: 'write',
    ...changes,
  });

async function expectRefusal(response: Response, status: number, code: string, words: RegExp) {
  const problem = await response.json<{ code: string; detail: string }>();
  expect([response.status, problem.code]).toEqual([status, code]);
  expect(problem.detail).toMatch(words);
}

const rows = async () => (await testEnv.DB.prepare('SELECT * FROM tokens').all()).results;

describe('a token by a native token', () => {
  it.each([
    ['jira', jiraByPat],
    ['confluence', wikiByPat],
  ] as const)('works in %s until it is deleted, there and here', async (product, site) => {
    const cookie = await logIn(product, 'alice');
    const { token, secret } = await isolate.create(site, cookie, { description: 'Nightly' });
    const [native] = await nativesOf(cookie, product);
    expect(native?.name).toBe(`Postern ${secret.slice(0, 8)} Nightly`);
    expect(Date.parse(native?.expiringAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(token.expiresAt ?? ''),
    );

    for (const method of ['GET', 'POST', 'DELETE']) {
      const response = await use(secret, { method }, site);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ user: 'alice', authenticatedBy: 'pat' });
    }
    const [received] = await receivedAt(`/${product}/rest/playground/echo`);
    expect(received?.headers.authorization).toMatch(/^Bearer \S+$/);
    expect(received?.headers.cookie).toBeUndefined();
    expect(JSON.stringify(received)).not.toContain(secret);

    const deleted = await isolate.call('DELETE', `${site}${api}/tokens/${token.id}`, cookie);
    expect(deleted.status).toBe(204);
    expect(deleted.headers.get('X-Postern-Left-At-Origin')).toBeNull();
    expect(await nativesOf(cookie, product)).toEqual([]);
    expect((await use(secret, {}, site)).status).toBe(401);
  });

  it('leaves neither its plain text nor the secret in the database', async () => {
    const { secret } = await isolate.create(jiraByPat, alice);
    await use(secret);
    const [received] = await receivedAt('/jira/rest/playground/echo');
    const rawToken = received?.headers.authorization?.slice('Bearer '.length) ?? expect.fail();
    const everything = await dump();
    for (const plain of [secret, rawToken, atob(rawToken), btoa(rawToken).slice(0, 30)])
      expect(everything).not.toContain(plain);
    expect(everything).toContain(String((await nativesOf(alice))[0]?.id));
  });

  it('shows nothing of it in any answer of the API', async () => {
    const { token } = await isolate.create(jiraByPat, alice);
    const response = await isolate.call('GET', `${jiraByPat}${api}/tokens/${token.id}`, alice);
    expect(await response.json()).toEqual(token);
    expect(Object.keys(token).filter((field) => /native|seal|pat/i.test(field))).toEqual([]);
  });

  it('asks for none on sites that act in another way', async () => {
    await isolate.create(jira, alice);
    expect(await nativesOf(alice)).toEqual([]);
    expect((await rows())[0]).toMatchObject({ native_id: null, native_seal: null });
  });

  it('does not act on a token that was made when the site acted in another way', async () => {
    const { secret } = await isolate.create(jiraByPat, alice);
    await testEnv.DB.exec('UPDATE tokens SET native_id = NULL, native_seal = NULL');
    await expectRefusal(await use(secret), 502, 'origin_unavailable', /make a new one/);
    expect(await receivedAt('/jira/rest/playground')).toEqual([]);
  });

  it("does not open with another token's seal, nor with a changed one: 503, and nothing is asked", async () => {
    const one = await isolate.create(jiraByPat, alice);
    await isolate.create(jiraByPat, alice);
    const [first, second] = await rows();
    for (const seal of [second?.native_seal, 'AAAA', String(first?.native_seal).toLowerCase()]) {
      await testEnv.DB.prepare('UPDATE tokens SET native_seal = ? WHERE id = ?')
        .bind(seal, one.token.id)
        .run();
      const response = await use(one.secret, {}, jiraByPat, openIsolate());
      await expectRefusal(response, 503, 'unavailable', /does not open/);
    }
    expect(await receivedAt('/jira/rest/playground')).toEqual([]);
  });
});

describe('what the product refuses', () => {
  it.each([
    ['a limit', { limit: 0 }, {}, 409, 'limit_reached', /at most 0 personal access tokens/],
    ['its maximum', { maxDays: 7 }, {}, 400, 'invalid_request', /expiresAt .* at most 7 days/],
    [
      'an end',
      { eternal: false },
      { expiresAt: null },
      400,
      'invalid_request',
      /expiresAt must not be null/,
    ],
  ])('is told with %s, and no token is made', async (_, pats, wish, status, code, words) => {
    await setPolicy('jira-by-pat', { maxLifetimeDays: null });
    await playground.configure({ pats });
    await expectRefusal(await post(wish), status, code, words);
    expect([await rows(), await auditTrail()]).toEqual([[], []]);
  });

  it('says that ten are the limit, with its words in both products', async () => {
    const wiki = await logIn('confluence', 'alice');
    for (const [site, cookie] of [
      [jiraByPat, alice],
      [wikiByPat, wiki],
    ] as const) {
      for (let i = 0; i < 10; i++) expect((await post({}, cookie, site)).status).toBe(201);
      const refused = await post({}, cookie, site);
      await expectRefusal(refused, 409, 'limit_reached', /at most 10 personal access tokens/);
    }
    expect(await rows()).toHaveLength(20);
  });

  it('may be forever where product and policy let it', async () => {
    await setPolicy('jira-by-pat', { maxLifetimeDays: null });
    await isolate.create(jiraByPat, alice, { expiresAt: null });
    expect((await nativesOf(alice))[0]?.expiringAt).toBeNull();
  });
});

describe('creating', () => {
  it('judges the wish by the policy before the product is asked', async () => {
    await setPolicy('jira-by-pat', { maxLifetimeDays: 7, readOnlyGroups: ['jira-users'] });
    for (const change of [{ expiresAt: inDays(30), scope: 'read' }, { expiresAt: inDays(2) }])
      expect((await post(change)).status).toBe(400);
    expect(await receivedAt('/jira/rest/pat')).toEqual([]);
  });

  it('takes the native token back where there are too many tokens here', async () => {
    await setPolicy('jira-by-pat', { maxTokensPerUser: 1 });
    await isolate.create(jiraByPat, alice);
    expect((await post()).status).toBe(409);
    expect(await nativesOf(alice)).toHaveLength(1);
  });

  it('logs the native token that it could not take back', async () => {
    await setPolicy('jira-by-pat', { maxTokensPerUser: 1 });
    await isolate.create(jiraByPat, alice);
    const [first] = await nativesOf(alice);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (request.method === 'DELETE' && request.url.includes('/rest/pat/'))
        throw new Error('connection refused');
      return real(request);
    });
    expect((await post()).status).toBe(409);
    const left = (await nativesOf(alice)).filter(({ id }) => id !== first?.id);
    expect(left).toHaveLength(1);
    const logged = warn.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(logged.filter(({ event }) => event === 'native-token.left-at-origin')).toMatchObject([
      { site: 'jira-by-pat', ids: left.map(({ id }) => String(id)) },
    ]);
  });

  it('takes the native token back where the database fails', async () => {
    await testEnv.DB.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      expect((await post()).status).toBe(503);
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fail');
    }
    expect(await nativesOf(alice)).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('for others is refused to all, with the reason, and the session says so', async () => {
    const admin = await logIn('jira', 'admin');
    const refused = await post({ owner: carol.key }, admin);
    await expectRefusal(refused, 403, 'forbidden', /only be made by their owner/);
    expect(await receivedAt('/jira/rest/pat')).toEqual([]);

    const can = async (site: string) => {
      const response = await isolate.call('GET', `${site}${api}/session`, admin);
      return (await response.json<{ can: object }>()).can;
    };
    expect(await can(jiraByPat)).toMatchObject({ manageOthers: true, createForOthers: false });
    expect(await can(jira)).toMatchObject({ manageOthers: true, createForOthers: true });
  });

  it('names the native token within 40 characters, in whole ones', () => {
    const hint = 'pst_Ab3d';
    expect(nativeNameOf({ hint, description: 'CI' })).toBe('Postern pst_Ab3d CI');
    for (const char of ['x', 'ä', '😀', '李']) {
      const name = nativeNameOf({ hint, description: char.repeat(200) });
      expect(name.length).toBeGreaterThan(38);
      expect(name.length).toBeLessThanOrEqual(40);
      expect(name.isWellFormed()).toBe(true);
    }
  });
});

describe('deleting', () => {
  const remove = (id: string, cookie: string) =>
    isolate.call('DELETE', `${jiraByPat}${api}/tokens/${id}`, cookie);
  const removeAll = async (all: CreatedToken[], cookie: string) => {
    const ids = all.map(({ token }) => token.id);
    const url = `${jiraByPat}${api}/manager/tokens/delete`;
    return (await isolate.call('POST', url, cookie, { ids })).json();
  };
  const left = (response: Response) => response.headers.get('X-Postern-Left-At-Origin');

  it('by an administrator of the product takes along the native tokens of all', async () => {
    const admin = await logIn('jira', 'admin');
    const own = await isolate.create(jiraByPat, admin);
    const theirs = [await isolate.create(jiraByPat, alice), await isolate.create(jiraByPat, alice)];
    expect(await removeAll([own, ...theirs], admin)).toEqual({ deleted: 3, leftAtOrigin: 0 });
    expect([await nativesOf(admin), await nativesOf(alice)]).toEqual([[], []]);
  });

  it('by a token manager leaves those of others at the product, and says so and logs it', async () => {
    await setPolicy('jira-by-pat', { manageGroups: ['token-managers'] });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const bob = await logIn('jira', 'bob');
    const one = await isolate.create(jiraByPat, alice);
    const more = [await isolate.create(jiraByPat, alice), await isolate.create(jiraByPat, bob)];
    const ids = (await nativesOf(alice)).map(({ id }) => String(id));

    const response = await remove(one.token.id, bob);
    expect([response.status, left(response)]).toEqual([204, '1']);
    expect(await removeAll(more, bob)).toEqual({ deleted: 2, leftAtOrigin: 1 });
    expect([await nativesOf(bob), await nativesOf(alice)]).toEqual([[], expect.any(Array)]);
    const logged = warn.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(logged.filter(({ event }) => event === 'native-token.left-at-origin')).toMatchObject(
      ids.map((id) => ({ site: 'jira-by-pat', ids: [id] })),
    );
    // What counts is that they open nothing here any more.
    for (const { secret } of [one, ...more]) expect((await use(secret)).status).toBe(401);
  });

  it('is done where the product does not answer, and says what is left', async () => {
    const { token, secret } = await isolate.create(jiraByPat, alice);
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (request.method === 'DELETE' && request.url.includes('/rest/pat/'))
        throw new Error('connection refused');
      return real(input, init);
    });
    const response = await remove(token.id, alice);
    expect([response.status, left(response)]).toEqual([204, '1']);
    expect((await use(secret)).status).toBe(401);
    expect((await auditTrail()).map(({ action }) => action)).toEqual([
      'token.created',
      'token.deleted',
    ]);
  });

  it('misses nothing where the product has deleted the native token already', async () => {
    const { token } = await isolate.create(jiraByPat, alice);
    await revoke(alice, (await nativesOf(alice))[0]?.id);
    const response = await remove(token.id, alice);
    expect([response.status, left(response)]).toEqual([204, null]);
  });
});

describe('a native token that the product revoked', () => {
  it('is a 502, and what the product served as anonymous is not passed on', async () => {
    const { secret } = await isolate.create(jiraByPat, alice);
    await revoke(alice, (await nativesOf(alice))[0]?.id);
    for (const method of ['GET', 'POST'])
      await expectRefusal(await use(secret, { method }), 502, 'origin_unavailable', /owner/);
    const methods = (await receivedAt('/jira/rest/playground')).map(({ method }) => method);
    expect(methods).not.toContain('POST');
  });

  it('changes nothing as anonymous, also where it or another one of the owner was good before', async () => {
    const good = await isolate.create(jiraByPat, alice);
    expect((await use(good.secret, { method: 'POST' })).status).toBe(200);
    const bad = await isolate.create(jiraByPat, alice);
    const name = `Postern ${bad.token.hint} a test`;
    const native = (await nativesOf(alice)).find((one) => one.name === name);
    await revoke(alice, native?.id);
    expect((await use(bad.secret, { method: 'POST' })).status).toBe(502);

    await revoke(alice, (await nativesOf(alice))[0]?.id);
    expect((await use(good.secret)).status).toBe(502);
    expect((await use(good.secret, { method: 'POST' })).status).toBe(502);
    const served = (await receivedAt('/jira/rest/playground')).filter((r) => r.method === 'POST');
    expect(served.map(({ user }) => user)).toEqual(['alice']);
  });
});

describe('while the pepper changes', () => {
  const next = 'the-next-pepper-for-the-tests-only-0123456789';
  const during = { TOKEN_PEPPER: next, TOKEN_PEPPER_PREVIOUS: testEnv.TOKEN_PEPPER ?? '' };

  it('a token works, and takes along what is sealed with it', async () => {
    const { secret } = await isolate.create(jiraByPat, alice);
    const [before] = await rows();
    expect((await use(secret, {}, jiraByPat, openIsolate(during))).status).toBe(200);
    const [moved] = await rows();
    for (const column of ['hash', 'pepper', 'native_seal'])
      expect(moved?.[column]).not.toBe(before?.[column]);
    expect(moved?.native_id).toBe(before?.native_id);

    const after = openIsolate({ TOKEN_PEPPER: next });
    const response = await use(secret, { method: 'POST' }, jiraByPat, after);
    expect(await response.json()).toMatchObject({ user: 'alice' });
  });

  it('a token that was not used meanwhile is dead afterwards, and opens nothing', async () => {
    const { secret } = await isolate.create(jiraByPat, alice);
    const after = openIsolate({ TOKEN_PEPPER: next });
    expect((await use(secret, {}, jiraByPat, after)).status).toBe(401);
  });

  it('a new token is sealed under the new one', async () => {
    isolate = openIsolate(during);
    const { secret } = await isolate.create(jiraByPat, alice);
    const after = openIsolate({ TOKEN_PEPPER: next });
    expect((await use(secret, {}, jiraByPat, after)).status).toBe(200);
  });
});

describe('what is no token of ours', () => {
  it('passes untouched: a native token that a script brings along itself', async () => {
    const response = await fetch(`${playgroundOrigin}/jira${patsPath}`, {
      method: 'POST',
      headers: { Cookie: alice, 'Content-Type': 'application/json', 'User-Agent': 'test' },
      body: JSON.stringify({ name: 'own', expirationDuration: 1 }),
    });
    const { rawToken } = await response.json<{ rawToken: string }>();
    const answer = await isolate.fetch(`${jiraByPat}/rest/playground/echo`, {
      headers: { Authorization: `Bearer ${rawToken}` },
    });
    expect(await answer.json()).toMatchObject({ user: 'alice', authenticatedBy: 'pat' });
  });
});
