import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
import { basic, mint } from './tokens.ts';

const lines: string[] = [];
let house: House;
beforeAll(async () => {
  house = await openHouse({ onLog: (line) => lines.push(line), limit: 5 });
});
afterAll(() => house.stop());

describe('Secrets', () => {
  it('are in no log, whatever is tried with them', async () => {
    const good = await house.token();
    const reader = await house.token({ scope: 'read' });
    const expired = await house.token({ expiresAt: Date.now() - 1 });
    const unknown = mint();
    const secrets = [good.secret, reader.secret, expired.secret, unknown, 'a-password-of-alices'];
    const headers = secrets.flatMap((secret) => [
      basic('alice', secret),
      basic('bob', secret),
      basic(secret, 'x'),
      basic('alice', ` ${secret}:`),
      `Bearer ${secret}`,
      `Token ${secret}`,
      `${basic('alice', secret)}, Bearer x`,
    ]);
    // Each from an address of its own, since of what is beyond its limit an address has one line a second.
    let tries = 0;
    for (const authorization of headers) {
      for (const line of [
        'GET /jira/x',
        'POST /jira/x',
        'GET /jira/_postern/verify',
        'GET /jira/_postern/api/v1/self',
      ])
        await house.send('header', line, [
          `Authorization: ${authorization}`,
          `CF-Connecting-IP: 192.0.2.${++tries}`,
        ]);
    }
    expect(lines.length).toBeGreaterThan(20);
    const text = lines.join('\n');
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(4, -4));
      expect(text).not.toContain(basic('alice', secret).slice(6));
    }
  });
});
