import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
import { basic, mint } from './tokens.ts';

const lines: string[] = [];
let house: House;
beforeAll(async () => {
  house = await openHouse({ onLog: (line) => lines.push(line) });
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
    for (const [i, authorization] of headers.entries()) {
      // By turns, so that no isolate has more refusals than it logs.
      const worker = i % 2 === 0 ? 'header' : 'applink';
      for (const line of [
        'GET /jira/x',
        'POST /jira/x',
        'GET /jira/_postern/verify',
        'GET /jira/_postern/api/v1/self',
      ])
        await house.send(worker, line, [`Authorization: ${authorization}`]);
    }
    expect(lines.length).toBeGreaterThan(100);
    const text = lines.join('\n');
    expect(text).not.toMatch(/"omitted":[1-9]/);
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(4, -4));
      expect(text).not.toContain(basic('alice', secret).slice(6));
    }
  });
});
