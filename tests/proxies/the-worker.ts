import { describe, expect, it } from 'vitest';
import { basic, type Header, trusted } from './identity.ts';
import type { Stage } from './stage.ts';

/** What the Worker is asked, and what happens where it does not say who it is. */
export function describeTheWorker(stage: Stage): void {
  const { get, expectServedAs, expectRefused } = stage;

  describe('the Worker', () => {
    it('is asked for nothing but a verdict', async () => {
      const asked = await stage.house.withStandIn({ status: 401 }, async () => {
        const headers: Header[] = [basic('alice', stage.secret), ['Cookie', 'JSESSIONID=intruder']];
        const spoofed = trusted.map((name): Header => [name, 'intruder']);
        await stage.house.send({
          method: 'DELETE',
          target: '/x?scope=read',
          headers: [...headers, ...spoofed, ['Content-Type', 'text/plain']],
          body: 'a body',
        });
      });
      expect(asked).toHaveLength(1);
      const [{ method, url, headers, rawHeaders }] = asked as [(typeof asked)[number]];
      expect(method).toBe('GET');
      expect(url?.replace(/\?$/, '')).toBe('/jira/_postern/verify');
      expect(headers).toMatchObject({
        authorization: basic('alice', stage.secret)[1],
        'x-forwarded-method': 'DELETE',
        'x-real-ip': '127.0.0.1',
        'x-postern-proxy-secret': stage.house.proxySecret,
      });
      expect(rawHeaders.join('\n')).not.toContain('intruder');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers['content-length'] ?? '0').toBe('0');
      expect(headers).not.toHaveProperty('transfer-encoding');
    });

    it.each([
      ['200 without a name', { status: 200 }],
      ['200 with an empty name', { status: 200, headers: { 'Remote-User': '' } }],
      ['204', { status: 204 }],
      ['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }],
      ['404', { status: 404, headers: { 'Remote-User': 'alice' } }],
      ['429', { status: 429, headers: { 'Remote-User': 'alice' } }],
      ['500', { status: 500, headers: { 'Remote-User': 'alice' } }],
    ])('must say who it is: %s does not pass', async (_, answer) => {
      await stage.house.withStandIn(answer, async () => {
        const served = await get([basic('alice', stage.secret), ['Remote-User', 'alice']]);
        expect(served.status).not.toBe(200);
        expect(served.received).toEqual([]);
      });
    });

    it('is not believed with a certificate that nobody signed', async () => {
      await stage.house.withForgedCertificate(async () => {
        const served = await get([basic('alice', stage.secret)]);
        expect(served.status).toBeGreaterThanOrEqual(500);
        expect(served.received).toEqual([]);
      });
      expect((await get([basic('alice', stage.secret)])).status).toBe(200);
    });

    it('is asked by no client as the proxy', async () => {
      const headers: Header[] = [basic('alice', stage.readOnly), ['X-Forwarded-Method', 'GET']];
      for (const spoofed of [
        [],
        [['X-Postern-Proxy-Secret', stage.house.proxySecret]],
      ] as Header[][]) {
        const target = '/_postern/verify';
        const served = await stage.house.send({ target, headers: [...headers, ...spoofed] });
        expect(served.status).toBe(403);
      }
    });
  });

  describe('when it cannot be told', () => {
    it('a database that is down is 503, and nothing passes', async () => {
      await stage.house.stopWorker();
      await stage.house.startWorker('broken');
      expectRefused(await get([basic('alice', stage.secret)]), 503);
      expectRefused(await get([basic('alice', 'alice')]), 401);
    });

    it('a Worker that does not answer lets nothing pass, and browsers on', async () => {
      await stage.house.stopWorker();
      const served = await get([basic('alice', stage.secret)]);
      expect([502, 503]).toContain(served.status);
      expect(served.received).toEqual([]);
      const browser = await get([['Cookie', await stage.house.logIn('bob')]]);
      expect(browser.received).toMatchObject([{ user: 'bob' }]);
    });

    it('all is well again when the Worker is', async () => {
      await stage.house.startWorker('good');
      expectServedAs('alice', await get([basic('alice', stage.secret)]));
    });
  });
}
