import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightBefore } from '../../deploy/serve/clock.ts';
import { basic } from '../wire/tokens.ts';
import { runScript } from './run-script.ts';
import { childrenHolding, prepareServer, type Server } from './server.ts';

let server: Server;
beforeAll(async () => {
  server = await prepareServer();
  await server.start();
});
afterAll(() => server.close());

/** On a busy machine. */
const patient = { timeout: 30_000 };

const whoAmI = async (secret: string) =>
  (
    await fetch(`${server.site}/plugins/servlet/applinks/whoami`, {
      headers: { Authorization: basic('alice', secret) },
    })
  ).text();

/** A request as it is written, since `fetch` tidies paths. */
function raw(path: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(server.site);
  return new Promise((resolve, reject) =>
    request({ host: 'localhost', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end(),
  );
}

describe('npm run serve', () => {
  it('serves what the Worker serves: a token is made, and used', async () => {
    const { secret } = await server.create(await server.logIn('alice'), 'a test');
    expect(await whoAmI(secret)).toBe('alice');
    const health = await fetch(`${server.site}/_postern/health`);
    expect(health.status).toBe(418);
    expect(await health.json()).toMatchObject({ status: 'healthy' });
  });

  it('believes the proxy of the client’s address, and nobody else', async () => {
    const cookie = await server.logIn('alice');
    const { secret, token } = await server.create(cookie, 'addresses');
    await fetch(`${server.site}/rest/api/2/myself`, {
      headers: {
        Authorization: basic('alice', secret),
        'X-Forwarded-For': '198.51.100.7, 203.0.113.5',
        'CF-Connecting-IP': '192.0.2.1',
        'X-Real-IP': '192.0.2.2',
      },
    });
    const used = async () => {
      const answer = await fetch(`${server.site}/_postern/api/v1/tokens/${token.id}`, {
        headers: { Cookie: cookie, 'X-Postern-Client': 'test' },
      });
      return ((await answer.json()) as { lastUsedFrom: string | null }).lastUsedFrom;
    };
    await expect.poll(used, patient).toBe('203.0.113.5');
  });

  it('judges and forwards paths byte for byte', async () => {
    const { secret } = await server.create(await server.logIn('alice'), 'paths');
    const headers = { Authorization: basic('alice', secret) };
    expect(await raw('/jira/a/%2e%2e/b', headers)).toBe(400);
    expect(await raw('/jira/../jira/rest', headers)).toBe(400);
    expect(await raw('/jira/rest/playground/echo/%C3%A4%20b?q=%2f', headers)).toBe(200);
    expect(server.playground.received.at(-1)?.target).toBe(
      '/jira/rest/playground/echo/%C3%A4%20b?q=%2f',
    );
  });

  it('makes up for the night that was missed', async () => {
    const nights = async () => {
      const answer = await fetch(`${server.site}/_postern/api/v1/audit?action=cleanup.run`, {
        headers: { Cookie: await server.logIn('admin'), 'X-Postern-Client': 'test' },
      });
      return ((await answer.json()) as { events: unknown[] }).events.length;
    };
    await expect.poll(nights, patient).toBe(1);
  });

  it('lets what is under way end when it is told to stop, and keeps what it has', async () => {
    const { secret } = await server.create(await server.logIn('alice'), 'kept');
    const stream = await fetch(`${server.site}/rest/playground/stream?chunks=10&ms=100`, {
      headers: { Authorization: basic('alice', secret) },
    });
    const pieces = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await pieces?.read())?.value).toContain('piece 1');
    const stopping = server.stop();
    let rest = '';
    for (let piece = await pieces?.read(); !piece?.done; piece = await pieces?.read())
      rest += piece?.value;
    expect(rest).toContain('piece 10');
    expect(await stopping).toBe(0);
    expect(childrenHolding(server.folder)).toEqual([]);
    await server.start();
    expect(await whoAmI(secret)).toBe('alice');
  });

  it('loses nothing it has answered when it is killed, workerd left behind or not', async () => {
    const cookie = await server.logIn('alice');
    const secrets: string[] = [];
    const making = (async () => {
      for (let n = 0; n < 40; n++) {
        const made = await server.create(cookie, `number ${n}`).catch(() => undefined);
        if (!made) return;
        secrets.push(made.secret);
      }
    })();
    await expect.poll(() => secrets.length, patient).toBeGreaterThan(5);
    const left = childrenHolding(server.folder).filter((pid) => pid !== server.pid());
    expect(left).toHaveLength(1);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await server.kill();
    await making;
    await server.start();
    for (const secret of secrets) expect(await whoAmI(secret)).toBe('alice');

    await server.kill();
    expect(childrenHolding(server.folder)).toHaveLength(1);
    await server.start();
    expect(server.output()).toContain('"event":"orphans.ended","orphans":1');
    expect(await whoAmI(secrets[0] ?? '')).toBe('alice');
  });

  it('is up again when workerd alone was killed', async () => {
    const { secret } = await server.create(await server.logIn('alice'), 'restart');
    for (const pid of childrenHolding(server.folder))
      if (pid !== server.pid()) process.kill(pid, 'SIGKILL');
    await expect.poll(() => whoAmI(secret).catch(() => ''), patient).toBe('alice');
    expect(server.output()).toContain('workerd.restarted');
  });

  it('shows no secret: not in what it writes, nor in any process list, nor to a child', () => {
    const kept = Object.values(parseEnv(readFileSync(server.secrets, 'utf8')));
    const holders = [server.pid(), ...childrenHolding(server.folder)];
    const shown = holders.flatMap((pid) => [
      readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      readFileSync(`/proc/${pid}/environ`, 'utf8'),
    ]);
    expect(holders.length).toBeGreaterThan(1);
    for (const secret of kept) expect([server.output(), ...shown].join('\n')).not.toContain(secret);
    expect(server.output()).not.toMatch(/pst_[A-Za-z0-9]{36}/);
  });

  it('is for its owner and this machine alone', async () => {
    expect(statSync(join(server.folder, 'data')).mode & 0o777).toBe(0o700);
    const { port } = new URL(server.site);
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one && !one.internal && one.family === 'IPv4');
    for (const other of others)
      await expect(fetch(`http://${other?.address}:${port}/`)).rejects.toThrow();
    const second = await runScript('serve', ['--config', server.config]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('in use') });
  });
});

describe('a configuration', () => {
  const refused = async (change: (config: Record<string, unknown>) => unknown, mode = 0o600) => {
    const file = join(server.folder, 'other.json');
    const config = JSON.parse(readFileSync(server.config, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify(change(config)));
    chmodSync(file, mode);
    const { code, stderr } = await runScript('serve', ['--config', file]);
    expect(code).toBe(2);
    return stderr;
  };

  it('is refused where something is wrong with it, which is named', async () => {
    expect(await refused((config) => ({ ...config, prot: 1 }))).toContain('prot is not known');
    expect(await refused((config) => ({ ...config, port: '8788' }))).toContain('port');
    expect(await refused(({ clientAddress: _, ...config }) => config)).toContain('clientAddress');
    expect(await refused((config) => ({ ...config, vars: { SITES: 'hunter22' } }))).not.toContain(
      'hunter22',
    );
    for (const name of ['TOKEN_PEPPER', 'TOKEN_TAG_KEY']) {
      const secret = { [name]: 'hunter22-hunter22-hunter22-hunter22' };
      const misplaced = await refused(({ vars, ...config }) => ({
        ...config,
        vars: { ...(vars as object), ...secret },
      }));
      expect(misplaced).toContain(`${name} belongs into the file of secrets`);
      expect(misplaced).not.toContain('hunter22');
    }
    const site = { id: 'a', product: 'jira', name: 'A', actAs: 'header' };
    const plain = [{ ...site, url: 'http://jira.example.com', origin: 'http://127.0.0.1:1' }];
    expect(await refused((config) => ({ ...config, vars: { SITES: plain } }))).toContain('https');
  });

  it('is refused where others may change it, or read its secrets', async () => {
    expect(await refused((config) => config, 0o666)).toContain('chmod go-w');
    chmodSync(server.secrets, 0o644);
    try {
      expect(await refused((config) => config)).toContain('chmod 600');
    } finally {
      chmodSync(server.secrets, 0o600);
    }
  });
});

describe('the night', () => {
  it.each([
    ['2026-11-25T03:16:59Z', '2026-11-24T03:17:00Z'],
    ['2026-11-25T03:17:00Z', '2026-11-25T03:17:00Z'],
    ['2026-11-25T23:59:00Z', '2026-11-25T03:17:00Z'],
  ])('before %s was %s', (now, night) => {
    expect(nightBefore(Date.parse(now), 3 * 60 + 17)).toBe(Date.parse(night));
  });
});
