import { beforeEach, describe, expect, it } from 'vitest';
import {
  api,
  basic,
  jira,
  jiraByPat,
  openIsolate,
  testEnv,
  wiki,
} from '../tests/support/workerd/isolate.ts';
import { logIn } from '../tests/support/workerd/origin.ts';
import { localJira, localSites, receiver } from '../tests/support/workerd/receiver.ts';
import { makeSecret, makeUpSecret } from '../tests/support/workerd/secrets.ts';
import { alice, auditTrail, dump } from '../tests/support/workerd/tokens.ts';

let isolate: ReturnType<typeof openIsolate>;
let cookie: string;
beforeEach(async () => {
  isolate = openIsolate();
  cookie = await logIn('jira', 'alice');
});

const numbers = Array.from({ length: 28 }, (_, i) => i);
const unknown = makeSecret(numbers);
const madeUp = makeUpSecret(numbers);

const report = (
  body: string,
  type = 'text/plain',
  { door = isolate, site = jira, headers = {} } = {},
) =>
  door.fetch(`${site}/_postern/leaked`, {
    method: 'POST',
    headers: { 'Content-Type': type, ...headers },
    body,
  });
const asJson = (token: unknown, more: object = {}) =>
  report(JSON.stringify({ token, ...more }), 'application/json');

const statusWith = async (secret: string, site = jira) =>
  (
    await isolate.fetch(`${site}/rest/playground/echo`, {
      headers: { Authorization: basic('alice', secret) },
    })
  ).status;

/** Everything of an answer that somebody could tell two by. */
async function bytesOf(response: Response): Promise<string> {
  return JSON.stringify([response.status, [...response.headers], await response.text()]);
}

describe('POST /_postern/leaked', () => {
  it('deletes the token at once, with a warm cache too, and says so in the audit', async () => {
    const { token, secret } = await isolate.create(jira, cookie, { description: 'CI' });
    expect(await statusWith(secret)).toBe(200);
    const response = await report(secret, 'text/plain', { headers: { 'User-Agent': 'scanner' } });
    expect([response.status, await response.json()]).toEqual([202, { received: true }]);
    expect(await statusWith(secret)).toBe(401);
    const [, leaked, deleted, ...more] = await auditTrail();
    expect(more).toEqual([]);
    for (const event of [leaked, deleted])
      expect(event).toMatchObject({
        actor_key: null,
        actor_name: null,
        token_id: token.id,
        description: 'CI',
        owner_key: alice.key,
        address: '203.0.113.9',
        user_agent: 'scanner',
      });
    expect([leaked?.action, deleted?.action]).toEqual(['token.leaked', 'token.deleted']);
    expect(JSON.parse(deleted?.details ?? '')).toMatchObject({ reason: 'leaked' });
  });

  it.each([
    ['JSON', (secret: string) => asJson(secret)],
    ['JSON, and where it was found', (secret: string) => asJson(secret, { url: 'https://x' })],
    ['text with white space around it', (secret: string) => report(`\n ${secret}\r\n`)],
    ['text of no type', (secret: string) => report(secret, '')],
  ])('takes it as %s', async (_, send) => {
    const { secret } = await isolate.create(jira, cookie);
    expect((await send(secret)).status).toBe(202);
    expect(await statusWith(secret)).toBe(401);
  });

  it('takes it on whichever site of this Worker it is', async () => {
    const { secret } = await isolate.create(wiki, await logIn('confluence', 'alice'));
    expect(await statusWith(secret, wiki)).toBe(200);
    expect((await report(secret)).status).toBe(202);
    expect(await statusWith(secret, wiki)).toBe(401);
    expect((await auditTrail()).map(({ site }) => site)).toEqual(['wiki', 'wiki', 'wiki']);
  });

  it('deletes also what has expired or is kept under the previous pepper', async () => {
    const { secret } = await isolate.create(jira, cookie);
    await testEnv.DB.exec('UPDATE tokens SET expires_at = 1');
    const pepper = {
      TOKEN_PEPPER: 'another-pepper-for-the-tests-0123456789',
      TOKEN_PEPPER_PREVIOUS: testEnv.TOKEN_PEPPER ?? '',
    };
    await report(secret, 'text/plain', { door: openIsolate(pepper) });
    expect((await testEnv.DB.prepare('SELECT 1 FROM tokens').all()).results).toEqual([]);
  });

  it('answers the same, byte for byte, whatever it was', async () => {
    const { secret } = await isolate.create(jira, cookie);
    const gone = await isolate.create(jira, cookie);
    await isolate.call('DELETE', `${jira}${api}/tokens/${gone.token.id}`, cookie);
    const answers: string[] = [];
    for (const token of [secret, secret, gone.secret, unknown, madeUp, 'junk', '', 'pst_'])
      answers.push(await bytesOf(await report(token)), await bytesOf(await asJson(token)));
    expect(new Set(answers).size).toBe(1);
  });

  it('asks the database nothing if the tag is wrong', async () => {
    const unusable = { batch: () => expect.fail(), prepare: () => expect.fail() };
    const door = openIsolate({ DB: unusable as unknown as D1Database });
    for (const token of [madeUp, 'junk', unknown.slice(1), unknown.toUpperCase()])
      expect((await report(token, 'text/plain', { door })).status).toBe(202);
    expect((await report(unknown, 'text/plain', { door })).status).toBe(503);
  });

  it('keeps nothing of what was reported', async () => {
    const { secret } = await isolate.create(jira, cookie);
    for (const token of [secret, unknown, madeUp]) await report(token);
    const everything = await dump();
    for (const token of [secret, unknown, madeUp]) expect(everything).not.toContain(token.slice(8));
  });

  it.each([
    ['{', 'application/json'],
    ['[]', 'application/json'],
    ['null', 'application/json'],
    ['{"token":7}', 'application/json; charset=utf-8'],
    ['{"__proto__":{"token":"x"}}', 'application/json'],
    ['x'.repeat(4097), 'text/plain'],
    [`{"token":"${'x'.repeat(5000)}"}`, 'application/json'],
  ])('refuses %.30s as %s', async (body, type) => {
    const response = await report(body, type);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.text()).not.toContain('xxx');
  });

  it('takes no other method, and says nothing to other pages', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await isolate.fetch(`${jira}/_postern/leaked`, { method });
      expect(response.status).toBe(404);
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
    expect((await report(unknown)).headers.get('Cache-Control')).toBe('no-store');
  });

  it('looks a replayed report of a deleted token up once in 5 s', async () => {
    let lookups = 0;
    const DB = new Proxy(testEnv.DB, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (name !== 'prepare') return typeof member === 'function' ? member.bind(target) : member;
        return (statement: string) => {
          lookups++;
          return target.prepare(statement);
        };
      },
    });
    const door = openIsolate({ DB });
    for (let i = 0; i < 50; i++) await report(unknown, 'text/plain', { door });
    expect(lookups).toBe(1);
  });

  it('is heard of by this isolate though the answer of the database got lost', async () => {
    const losing = new Proxy(testEnv.DB, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (name !== 'batch') return typeof member === 'function' ? member.bind(target) : member;
        return async (statements: D1PreparedStatement[]) => {
          await target.batch(statements);
          throw new Error('D1_ERROR: lost');
        };
      },
    });
    const { secret } = await isolate.create(jira, cookie);
    isolate = openIsolate({ DB: losing });
    expect(await statusWith(secret)).toBe(200);
    expect((await report(secret)).status).toBe(503);
    expect(await statusWith(secret)).toBe(401);
  });

  it('says 503, and deletes nothing, where the audit cannot be written', async () => {
    const { secret } = await isolate.create(jira, cookie);
    await testEnv.DB.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    try {
      expect((await report(secret)).status).toBe(503);
    } finally {
      await testEnv.DB.exec('DROP TRIGGER fail');
    }
    expect(await statusWith(secret)).toBe(200);
  });

  it('takes a token with a native one behind it; that one is nobody’s to open any more', async () => {
    const { secret } = await isolate.create(jiraByPat, cookie);
    expect((await report(secret, 'text/plain', { site: jiraByPat })).status).toBe(202);
    expect(await statusWith(secret, jiraByPat)).toBe(401);
  });

  it('is told by the webhook at once', async () => {
    await receiver.reset();
    const door = openIsolate({ SITES: localSites });
    const webhook = {
      url: `${receiver.url}/hook`,
      events: ['token.leaked'],
      shape: 'json',
      enabled: true,
    };
    const admin = await logIn('jira', 'admin');
    await door.call('PUT', `${localJira}${api}/webhook`, admin, { webhook, version: 0 });
    const { token, secret } = await door.create(localJira, cookie);
    for (const leaked of [secret, unknown])
      await report(leaked, 'text/plain', { door, site: localJira });
    const told = (await receiver.received()).map(({ body }) => JSON.parse(body));
    expect(told.map(({ type, data }) => [type, data.tokens[0].id])).toEqual([
      ['token.leaked', token.id],
    ]);
  });
});
