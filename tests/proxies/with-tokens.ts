import { describe, expect, it } from 'vitest';
import { basic, type Header, valuesOf } from './identity.ts';
import type { Stage } from './stage.ts';

/** What a token opens, and what nothing else does. */
export function describeTokens(stage: Stage): void {
  const { get, expectServedAs, expectRefused } = stage;

  describe('a good token', () => {
    it.each([
      ['Basic', () => basic('alice', stage.secret)],
      ['Basic, the name in capitals', () => basic('ALICE', stage.secret)],
      ['Bearer', (): Header => ['Authorization', `Bearer ${stage.secret}`]],
      ['bearer', (): Header => ['authorization', `bearer ${stage.secret}`]],
    ])('is served as its owner, by %s', async (_, credential) => {
      const served = await get([credential()]);
      expect(served.status).toBe(200);
      expect(JSON.parse(served.body)).toMatchObject({ name: 'alice' });
      expectServedAs('alice', served);
    });

    it('writes: the body arrives, whatever browser it says it is', async () => {
      const body = JSON.stringify({
        fields: { project: { key: 'DEMO' }, summary: 'a', issuetype: { name: 'Task' } },
      });
      const served = await stage.house.send({
        method: 'POST',
        target: '/rest/api/2/issue',
        headers: [
          basic('alice', stage.secret),
          ['Content-Type', 'application/json'],
          ['User-Agent', 'Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1'],
          ['Origin', 'https://evil.example'],
        ],
        body,
      });
      expect(served.status).toBe(201);
      expect(served.received).toMatchObject([{ method: 'POST', bodyBytes: body.length }]);
      expectServedAs('alice', served);
    });

    it('makes no token of the product, which nothing could end, but sees and deletes them', async () => {
      const ask = (method: string, target: string) =>
        stage.house.send({
          method,
          target,
          headers: [basic('alice', stage.secret), ['Content-Type', 'application/json']],
          ...(method === 'POST' && { body: '{"name":"for ever"}' }),
        });
      for (const target of [
        '/rest/pat/latest/tokens',
        '/rest/p%61t/latest/tokens',
        '/rest//pat;a=b/latest/tokens?x=/rest/api',
        '/rest/api/../pat/latest/tokens',
      ]) {
        const served = await ask('POST', target);
        expect([400, 403], target).toContain(served.status);
        expect(served.received).toEqual([]);
      }
      expectServedAs('alice', await ask('GET', '/rest/pat/latest/tokens'));
      expectServedAs('alice', await ask('DELETE', '/rest/pat/latest/tokens/1'));
    });

    it("is not outdone by somebody else's session", async () => {
      const cookie = await stage.house.logIn('bob');
      const served = await get([basic('alice', stage.secret), ['Cookie', cookie]]);
      expect(JSON.parse(served.body)).toMatchObject({ name: 'alice' });
      expectServedAs('alice', served);
    });

    it('reaches the path as it was sent', async () => {
      const target = '/rest/api/2/%6Dyself;a=b?jql=x%20%2F%2b+%C3%A4&&q=%27';
      const served = await stage.house.send({ target, headers: [basic('alice', stage.secret)] });
      expect(served.received[0]?.target.startsWith(`/jira${target}`)).toBe(true);
      expectServedAs('alice', served);
    });

    it('never opens a WebSocket', async () => {
      const served = await get([
        basic('alice', stage.readOnly),
        ['Connection', 'close, Upgrade'],
        ['Upgrade', 'websocket'],
        ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
      ]);
      expectServedAs('alice', served);
    });

    it('is refused once it is deleted', async () => {
      const { token, secret: other } = await stage.house.createToken('bob');
      expect((await get([basic('bob', other)])).status).toBe(200);
      await stage.house.deleteToken('bob', token.id);
      expectRefused(await get([basic('bob', other)]), 401);
    });
  });

  describe('without a good token', () => {
    it.each<[string, () => Header[]]>([
      ['an unknown token', () => [basic('alice', `pst_${'0'.repeat(36)}`)]],
      ["somebody else's token", () => [basic('bob', stage.secret)]],
      ['a cut token', () => [basic('alice', stage.secret.slice(0, -1))]],
      ['a password', () => [basic('alice', 'alice')]],
      ['no Base64', () => [['Authorization', 'Basic !']]],
      ['a native token', () => [['Authorization', 'Bearer native']]],
      ['another scheme', () => [['Authorization', 'Negotiate abc']]],
      ['two credentials in one', () => [['Authorization', `Basic abc, Bearer ${stage.secret}`]]],
    ])('%s is refused, and the origin hears nothing of it', async (_, headers) => {
      expectRefused(await get(headers()), 401);
      expectRefused(await get([...headers(), ['Cookie', await stage.house.logIn('alice')]]), 401);
      expect(stage.house.playground.failedLogins('alice')).toBe(0);
    });

    it('of two Authorization headers the origin sees none', async () => {
      for (const two of [
        [basic('alice', stage.secret), basic('bob', 'bob')],
        [basic('bob', 'bob'), basic('alice', stage.secret)],
      ]) {
        const served = await get(two);
        if (served.status === 200) expectServedAs('alice', served);
        else expect([400, 401]).toContain(served.status);
        expect(served.received.filter(({ user }) => user !== 'alice')).toEqual([]);
      }
    });
  });

  describe('a token that may only read', () => {
    it.each(['GET', 'HEAD', 'OPTIONS'])('passes for %s', async (method) => {
      const served = await stage.house.send({
        method,
        target: '/rest/api/2/myself',
        headers: [basic('alice', stage.readOnly)],
      });
      expectServedAs('alice', served);
      expect(served.received).toMatchObject([{ method }]);
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is refused for %s', async (method) => {
      const said = [
        [],
        ['X-Forwarded-Method'],
        ['X-Original-Method'],
        ['X-Forwarded-Method', 'X-Original-Method', 'x_forwarded_method', 'X-HTTP-Method'],
      ];
      for (const names of said) {
        const headers = names.map((name): Header => [name, 'GET']);
        const served = await stage.house.send({
          method,
          target: '/rest/api/2/issue?scope=read',
          headers: [basic('alice', stage.readOnly), ...headers],
          body: '{}',
        });
        expectRefused(served, 403);
      }
    });

    it('cannot hide a method in a header', async () => {
      for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
        const served = await get([basic('alice', stage.readOnly), [name, 'DELETE']]);
        expectServedAs('alice', served);
        expect(valuesOf(served, name)).toEqual([]);
      }
    });
  });

  describe('a token for some addresses', () => {
    it('passes from there', async () => {
      const { secret: here } = await stage.house.createToken('alice', {
        ipRanges: ['127.0.0.1/32'],
      });
      expectServedAs('alice', await get([basic('alice', here)]));
    });

    it('is refused from elsewhere, whatever the client says', async () => {
      const { secret: there } = await stage.house.createToken('alice', {
        ipRanges: ['10.0.0.0/8'],
      });
      expectRefused(await get([basic('alice', there)]), 403);
      for (const name of [
        'X-Real-IP',
        'X-Forwarded-For',
        'CF-Connecting-IP',
        'True-Client-IP',
        'x_real_ip',
      ])
        expectRefused(await get([basic('alice', there), [name, '10.1.1.1']]), 403);
    });
  });
}
