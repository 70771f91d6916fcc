import { describe, expect, it } from 'vitest';
import { basic, type Header, intruder, spellings, trusted, valuesOf } from './identity.ts';
import type { Stage } from './stage.ts';

/** What a client says of itself, and requests that no token is in. */
export function describeWhoActs(stage: Stage): void {
  const { get, expectServedAs, expectNoIntruder, expectRefused } = stage;

  describe('what a client says of who acts', () => {
    it.each(Object.keys(spellings))('does not count with a token, %s', async (spelling) => {
      const names = trusted.flatMap(spellings[spelling]!);
      const served = await get([
        ...names.map((name): Header => [name, intruder]),
        basic('alice', stage.secret),
        ...names.map((name): Header => [name, intruder]),
      ]);
      expect(served.status).toBe(200);
      expectServedAs('alice', served);
    });

    it.each(Object.keys(spellings))('does not count without a token, %s', async (spelling) => {
      const cookie = await stage.house.logIn('bob');
      const spoofed = trusted.flatMap(spellings[spelling]!).map((name): Header => [name, intruder]);
      for (const [headers, user] of [
        [spoofed, 'anonymous'],
        [[...spoofed, ['Cookie', cookie]], 'bob'],
      ] as [Header[], string][]) {
        const served = await get(headers);
        expect(served.received).toMatchObject([{ user }]);
        expect(valuesOf(served, 'Remote-User')).toEqual([]);
        expect(valuesOf(served, 'X-Postern-Secret')).toEqual([]);
        expectNoIntruder(served);
      }
    });

    it('does not count even where the client knows the secrets', async () => {
      const served = await get([
        ['Remote-User', 'bob'],
        ['X-Postern-Secret', stage.house.originSecret],
        ['X-Postern-Proxy-Secret', stage.house.proxySecret],
      ]);
      expect(served.received).toMatchObject([{ user: 'anonymous' }]);
    });

    it('cannot take away what the proxy says', async () => {
      const named =
        'close, Remote-User, X-Postern-Secret, X-Forwarded-Method, X-Real-IP, X-Postern-Proxy-Secret';
      const headers: Header[] = [basic('alice', stage.readOnly), ['Connection', named]];
      expectServedAs('alice', await get(headers));
      expectRefused(
        await stage.house.send({ method: 'POST', target: '/x', headers, body: '{}' }),
        403,
      );
    });
  });

  describe('a request without Authorization', () => {
    it("is the origin's own matter: sessions work, in both directions", async () => {
      const cookie = await stage.house.logIn('bob');
      expect(cookie).toContain('JSESSIONID=');
      const served = await get([['Cookie', cookie]]);
      expect(served.status).toBe(200);
      expect(served.received).toMatchObject([{ user: 'bob', authenticatedBy: 'session' }]);
    });

    it('goes on as anonymous, with an empty one too', async () => {
      const served = await get([]);
      expect(served.received).toMatchObject([{ user: 'anonymous', authenticatedBy: 'none' }]);
      const empty = await get([['Authorization', '']]);
      expect(empty.received.map(({ user }) => user)).not.toContain('alice');
      expect(valuesOf(empty, 'Authorization').join('')).toBe('');
    });
  });

  describe('where all but Basic and our Bearer is the product’s', () => {
    it('native tokens and other schemes pass as they came', async () => {
      const headers: Header[] = [
        ['Cookie', await stage.house.logIn('bob')],
        ['Content-Type', 'application/json'],
      ];
      const body = JSON.stringify({ name: 'native' });
      const target = '/rest/pat/latest/tokens';
      const created = await stage.house.send({ method: 'POST', target, headers, body });
      const { rawToken } = JSON.parse(created.body) as { rawToken: string };
      const served = await get([['Authorization', `Bearer ${rawToken}`]], 'ours');
      expect(served.received).toMatchObject([{ user: 'bob', authenticatedBy: 'pat' }]);
      const other = await get([['Authorization', 'Negotiate abc']], 'ours');
      expect(valuesOf(other, 'Authorization')).toEqual(['Negotiate abc']);
    });

    it('tokens are judged, and Basic is, whatever it holds', async () => {
      expectServedAs('alice', await get([basic('alice', stage.secret)], 'ours'));
      expectServedAs('alice', await get([['Authorization', `BEARER  ${stage.secret}`]], 'ours'));
      expectRefused(await get([basic('alice', 'alice')], 'ours'), 401);
      expectRefused(await get([['Authorization', 'Bearer pst_junk']], 'ours'), 401);
      expectRefused(await get([['Authorization', 'basic']], 'ours'), 401);
    });

    it('nobody gets a name by a header', async () => {
      const spoofed = trusted.map((name): Header => [name, intruder]);
      const served = await get([...spoofed, ['Authorization', 'Negotiate abc']], 'ours');
      expect(served.received).toMatchObject([{ user: 'anonymous' }]);
      expectNoIntruder(served);
    });

    it('a credential does not pass behind another one', async () => {
      const served = await get([['Authorization', 'Negotiate abc'], basic('bob', 'bob')], 'ours');
      expect(served.received.filter(({ user }) => user !== 'anonymous')).toEqual([]);
      expect(valuesOf(served, 'Authorization').join()).not.toContain('Basic');
    });
  });

  describe('where tokens alone pass', () => {
    it('nobody else does', async () => {
      expectServedAs('alice', await get([basic('alice', stage.secret)], 'all'));
      expectRefused(await get([], 'all'), 401);
      expectRefused(await get([['Cookie', await stage.house.logIn('bob')]], 'all'), 401);
      expectRefused(await get([['Remote-User', intruder]], 'all'), 401);
    });
  });
}
