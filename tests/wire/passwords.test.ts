import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { type House, openHouse, siteId, ways } from './house.ts';
import { answer, identitiesOf, type Received } from './raw-origin.ts';
import { basic } from './tokens.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ more: { strict: { VERIFY_CACHE_SECONDS: 0 } } });
});
beforeEach(() => {
  house.origin.received.length = 0;
  house.origin.behave(undefined);
});
afterAll(() => house.stop());

async function setPasswords(passwords: 'allow' | 'block'): Promise<void> {
  await house.workerd.sql('DELETE FROM policies');
  await house.workerd.sql(
    'INSERT INTO policies (site, version, policy, updated_at, updated_by) VALUES (?, 1, ?, 0, ?)',
    siteId,
    JSON.stringify({ ...defaultPolicy, passwords }),
    'test',
  );
  // Policies are kept for a second in strict mode.
  await new Promise((resolve) => setTimeout(resolve, 1100));
}

/** The header lines as they are compared: names in lower case, in any order. */
const linesOf = (lines: readonly string[]) =>
  lines
    .map((line) => line.replace(/^[^:]+:\s*/, (name) => name.toLowerCase().replace(/\s+$/, '')))
    .sort();

/** What `cache: no-store` and the connection upstream add. */
const added = ['host', 'cache-control', 'pragma', 'connection'];
const others = ({ head }: Received) =>
  linesOf(
    head
      .split('\r\n')
      .slice(1)
      .filter((line) => !added.includes(line.split(':')[0]!.toLowerCase())),
  );

const native = [
  'Authorization: Bearer NjE4Nzk3Mjk4OTI1OrdG+/abc=',
  'Authorization: bearer  native',
  'Authorization: OAuth realm="", oauth_consumer_key="k", oauth_token="", oauth_signature="a%2Bb%3D"',
  'Authorization: Negotiate YIIGhgYGKwYBBQUCoIIGejCCBnag',
  'Authorization: NTLM TlRMTVNTUAABAAAA',
  'Authorization: Digest username="alice", realm="x", nonce="y", uri="/", response="z"',
  `Authorization: AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
];

describe('Passwords', () => {
  it('pass byte for byte where the policy allows them, and count at the product alone', async () => {
    await setPasswords('allow');
    for (const password of ['alice', 'p:w', 'päß', 'xpst_', ' pst', '']) {
      house.origin.received.length = 0;
      const line = `Authorization: ${basic('alice', password)}`;
      expect((await house.send('strict', 'GET /jira/x?os_authType=basic', [line])).status).toBe(
        200,
      );
      expect(house.origin.received.map(others)).toEqual([linesOf([line])]);
    }
  });

  it('are told to be tokens where the policy blocks them, and nothing reaches the origin', async () => {
    await setPasswords('block');
    for (const way of ['strict'])
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const line = `Authorization: ${basic('alice', 'alice')}`;
        const reply = await house.send(way, `${method} /jira/x`, [line, 'Content-Length: 0']);
        expect(reply.status).toBe(403);
        if (method !== 'HEAD')
          expect(reply.body.toString()).toContain('use your user name and an API token');
        expect(reply.body.toString()).not.toContain('alice');
      }
    expect(house.origin.received).toEqual([]);
    const token = await house.token();
    const bearing = [`Authorization: ${token.authorization}`];
    expect((await house.send('strict', 'GET /jira/x', bearing)).status).toBe(200);
  });

  it.each(native)('blocked or not, %s passes untouched', async (line) => {
    for (const way of [...ways, 'strict']) {
      house.origin.received.length = 0;
      const lines = [line, 'Cookie: JSESSIONID=1; a=b', 'X-Own: 1'];
      expect((await house.send(way, 'GET /jira/a%2Fb?os_authType=any&x=%7e', lines)).status).toBe(
        200,
      );
      expect(house.origin.received.map(({ target }) => target)).toEqual([
        '/jira/a%2Fb?os_authType=any&x=%7e',
      ]);
      expect(house.origin.received.map(others)).toEqual([linesOf(lines)]);
    }
  });

  it.each(['GET', 'DELETE', 'SEARCH'])(
    'a body passes with %s, where the product may read one',
    async (method) => {
      house.origin.received.length = 0;
      const lines = ['Content-Type: application/json', 'Content-Length: 8'];
      expect((await house.send('header', `${method} /jira/x`, lines, '{"a": 1}')).status).toBe(200);
      const [received] = house.origin.received;
      expect([received?.method, received?.body.toString()]).toEqual([method, '{"a": 1}']);
    },
  );

  it("a browser's session passes untouched both ways, apart from what tells the origin who acts", async () => {
    const lines = [
      'Cookie: JSESSIONID=AB; seraph.rememberme.cookie=1%3Aab; x="y"',
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Firefox/153.0',
      'Origin: https://jira.example.com',
      'Referer: https://jira.example.com/secure/Dashboard.jspa',
      'X-Forwarded-For: 192.0.2.1',
      'X-Atlassian-Token: check',
      'Accept-Language: de,en;q=0.5',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 37',
    ];
    const body = 'os_username=alice&os_password=p%20w&x';
    const forged = [
      'X-Remote-User: admin',
      'x_remote_user: admin',
      'X-Postern-Secret: x',
      'X_POSTERN_SECRET: y',
    ];
    house.origin.behave((socket) =>
      answer(
        socket,
        '200 OK',
        ['Set-Cookie: a=b; Path=/', 'Set-Cookie: c=d', 'Cache-Control: public', 'X-AUSERNAME: bob'],
        'own',
      ),
    );
    const reply = await house.send('header', 'POST /jira/login.jsp', [...lines, ...forged], body);
    const [received] = house.origin.received;
    expect(received && others(received)).toEqual(linesOf(lines));
    expect(received?.body.toString()).toBe(body);
    expect(received && identitiesOf(received)).toEqual([]);
    expect(reply.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=b; Path=/'],
      ['set-cookie', 'c=d'],
    ]);
    expect([reply.header('Cache-Control'), reply.body.toString()]).toEqual(['public', 'own']);
    expect(reply.header('X-Postern-Token-Expires')).toBeUndefined();
  });
});
