import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Faults } from './faults.ts';
import { type House, openHouse, siteOf } from './house.ts';
import type { RawAnswer } from './raw-client.ts';
import { answer, type Behaviour } from './raw-origin.ts';
import { basic, type Made, mint } from './tokens.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const forever = () => new Promise<never>(() => undefined);

let fault: Faults = async () => 'go on';
let house: House;
let token: Made;
beforeAll(async () => {
  const strict = { VERIFY_CACHE_SECONDS: 0 };
  house = await openHouse({
    more: {
      strict,
      short: { TOKEN_PEPPER: 'short' },
      missing: { TOKEN_PEPPER: '' },
      'short tag key': { TOKEN_TAG_KEY: 'short' },
      'no tag key': { TOKEN_TAG_KEY: '' },
      'short previous tag key': { TOKEN_TAG_KEY_PREVIOUS: 'short' },
      'no-key': { APPLINK_PRIVATE_KEY: '', SITES: [siteOf('applink', 'http://127.0.0.1:1/jira')] },
      'no-secret': { HEADER_SECRET: 'short' },
      down: { SITES: [siteOf('header', 'http://127.0.0.1:1/jira')] },
    },
    faults: (call) => fault(call),
  });
});
beforeEach(async () => {
  fault = async () => 'go on';
  house.origin.behave(undefined);
  token = await house.token();
  house.origin.received.length = 0;
  house.origin.asked.length = 0;
});
afterAll(() => house.stop());

const ask = (worker: string, authorization = token.authorization, path = '/jira/x') =>
  house.send(worker, `GET ${path}`, authorization ? [`Authorization: ${authorization}`] : []);
const status = async (...call: Parameters<typeof ask>) => (await ask(...call)).status;
const codeOf = ({ body }: RawAnswer) => (JSON.parse(body.toString()) as { code: string }).code;
const verify = '/jira/_postern/verify';
const expectSilence = () => expect([...house.origin.received, ...house.origin.asked]).toEqual([]);

describe('Failure: the database', () => {
  it.each(['lookup', 'lookup-after', 'policy', 'policy-after'])(
    'throws at %s: 503, the origin not called, nothing cached, and it recovers by itself',
    async (call) => {
      fault = async (name) => (name === call ? 'throw' : 'go on');
      // Policies are kept for a second in strict mode.
      await sleep(1100);
      for (let i = 0; i < 3; i++) {
        const refused = await ask('strict');
        expect([refused.status, codeOf(refused)]).toEqual([503, 'unavailable']);
        expect(await status('strict', token.authorization, verify)).toBe(503);
      }
      expectSilence();
      fault = async () => 'go on';
      expect(await status('strict')).toBe(200);
      expect(await status('strict', token.authorization, verify)).toBe(200);
    },
  );

  it('hangs or is slow: 503 after two seconds, nothing cached, and it recovers by itself', async () => {
    for (const slow of [forever, () => sleep(2600)]) {
      fault = async (name) => {
        if (name === 'lookup') await slow();
        return 'go on';
      };
      const started = performance.now();
      const answers = await Promise.all([
        status('strict'),
        status('header'),
        status('header', undefined, verify),
      ]);
      expect(answers).toEqual([503, 503, 503]);
      expect(performance.now() - started).toBeLessThan(3500);
      expectSilence();
      fault = async () => 'go on';
      for (const worker of ['strict', 'header']) expect(await status(worker)).toBe(200);
      house.origin.received.length = house.origin.asked.length = 0;
      token = await house.token();
    }
  });

  it('is late but in time: the answer is the same', async () => {
    fault = async (name) => {
      if (name === 'lookup') await sleep(600);
      return 'go on';
    };
    expect(await status('strict')).toBe(200);
    expect(await status('strict', basic('alice', mint()))).toBe(401);
  });

  it('cannot say whether passwords are allowed: 503, and none goes on', async () => {
    fault = async (name) => (name === 'policy' ? 'throw' : 'go on');
    await sleep(1100);
    expect(await status('strict', basic('alice', 'alice'))).toBe(503);
    expectSilence();
    expect(await status('strict', '')).toBe(200);
  });
});

describe('Secrets', () => {
  it.each([
    'missing',
    'short',
    'short tag key',
    'no tag key',
    'short previous tag key',
    'no-key',
    'no-secret',
  ])('%s: everything is refused with 503, and the answer says nothing of it', async (worker) => {
    for (const authorization of [token.authorization, basic('alice', 'alice'), 'Bearer native', ''])
      for (const path of ['/jira/x', verify, '/jira/_postern/api/v1/session', '/elsewhere']) {
        const refused = await ask(worker, authorization, path);
        expect([refused.status, codeOf(refused)]).toEqual([503, 'unavailable']);
        expect(refused.body.toString()).not.toMatch(/pepper|secret|tag|private|bytes/i);
      }
    expectSilence();
  });
});

describe('Failure: the origin', () => {
  const garbage: Record<string, Behaviour> = {
    'closes at once': (socket) => socket.destroy(),
    'resets at once': (socket) => socket.resetAndDestroy(),
    'answers no HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    'answers half a head': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
    'answers a head that is none': (socket) => socket.end('HTTP/1.1 abc\r\nx\r\n\r\n'),
    'answers a huge head': (socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(2 ** 20)}\r\n\r\n`),
  };

  it.each(Object.entries(garbage))(
    '%s: 502 as a problem, with a token and without',
    async (_, behaviour) => {
      house.origin.behave(behaviour);
      for (const authorization of [token.authorization, ''])
        for (const way of ['header', 'applink']) {
          const refused = await ask(way, authorization);
          expect([refused.status, codeOf(refused)]).toEqual([502, 'origin_unavailable']);
        }
      house.origin.behave(undefined);
      expect(await status('header')).toBe(200);
    },
  );

  it('refuses connections: 502 as a problem, which names no address', async () => {
    for (const authorization of [token.authorization, '']) {
      const refused = await ask('down', authorization);
      expect([refused.status, codeOf(refused)]).toEqual([502, 'origin_unavailable']);
      expect(refused.body.toString()).not.toContain('127.0.0.1');
    }
  });

  it('breaks off in the middle of a body: so does the answer, which never looks whole', async () => {
    const partial = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart';
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n';
    for (const bytes of [partial, chunked])
      for (const end of ['resetAndDestroy', 'end'] as const) {
        house.origin.behave((socket) =>
          socket.write(bytes, () => setTimeout(() => socket[end](), 50)),
        );
        await expect(ask('header')).rejects.toThrow(/cut short/);
      }
    house.origin.behave(undefined);
    expect(await status('header')).toBe(200);
  });

  it('hangs: other requests go on meanwhile, and the wait ends with the client', async () => {
    house.origin.behave(() => undefined);
    const hanging = ask('header').catch(() => 'ended');
    while (house.origin.received.length === 0) await sleep(5);
    house.origin.behave(undefined);
    const before = performance.now();
    for (let i = 0; i < 20; i++) expect(await status('header')).toBe(200);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(await hanging).toBe('ended');
  }, 30_000);

  it('cannot say who the owner is: 502, nothing written, and nobody confirmed by it', async () => {
    const odd = await house.token({ owner: 'dave', ownerKey: 'JIRAUSER1' });
    for (let i = 0; i < 2; i++) {
      const lines = [`Authorization: ${odd.authorization}`, 'Content-Length: 0'];
      expect((await house.send('header', 'POST /jira/x', lines)).status).toBe(502);
    }
    expect(house.origin.asked).toHaveLength(2);
    expect(house.origin.received).toEqual([]);
  });

  it('answers with an error of its own: that is what the client gets', async () => {
    for (const line of [
      '500 Internal Server Error',
      '503 Service Unavailable',
      '404 Not Found',
      '401 Unauthorized',
    ]) {
      house.origin.behave((socket) => answer(socket, line, ['X-Own: 1'], 'own'));
      const reply = await ask('header');
      expect([reply.status, reply.header('X-Own'), reply.body.toString()]).toEqual([
        Number(line.slice(0, 3)),
        '1',
        'own',
      ]);
    }
  });
});
