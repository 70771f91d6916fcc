import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../deploy/doctor/examine.ts';
import manifest from '../../package.json';
import { makeKeys } from '../../playground/keys.ts';
import { runScript } from './run-script.ts';
import { openStand, type Stand } from './stand.ts';

const folder = mkdtempSync(join(tmpdir(), 'postern-applink-'));
const key = join(folder, 'key.env');
let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
  // The way a file of `npm run secrets` looks.
  const pem = stand.keys.APPLINK_PRIVATE_KEY.trim().replaceAll('\n', '\\n');
  writeFileSync(key, `TOKEN_PEPPER="x"\nAPPLINK_PRIVATE_KEY="${pem}"\n`, { mode: 0o600 });
});
beforeEach(() => {
  stand.playground.reset();
  // None is there before somebody makes it.
  stand.playground.configure({ applink: undefined });
});
afterAll(async () => {
  await stand.close();
  rmSync(folder, { recursive: true });
});

const applink = (args: string[], input = 'admin:admin\n') =>
  runScript('applink', ['--key', key, ...args], { input });
const selfTest = async () => {
  const administrator = { kind: 'password', user: 'admin', password: 'admin' } as const;
  const found = await examine(stand.site, { version: manifest.version, administrator });
  return found.find(({ check }) => check === 'self-test');
};

describe('npm run applink', () => {
  it('makes the link by the product’s REST API, after which tokens act as their owners', async () => {
    expect(await selfTest()).toMatchObject({ outcome: 'problem' });
    const { code, stdout, stderr } = await applink([stand.site]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('is made');
    expect(await selfTest()).toMatchObject({ outcome: 'ok' });
  });

  it('sends the public half alone', async () => {
    await applink([stand.site]);
    const sent = JSON.stringify(stand.playground.received);
    expect(sent).not.toContain('PRIVATE');
    const put = stand.playground.received.find(
      ({ method, target }) => method === 'PUT' && target.endsWith('/consumer'),
    );
    expect(put).toMatchObject({ user: 'admin', status: 201 });
  });

  it('in Jira and Confluence at once, told apart by lines', async () => {
    const { code, stdout } = await applink(
      [stand.site, stand.playground.confluence],
      'admin:admin\nalice:alice\n',
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok +\S+\/jira: /);
    expect(stdout).toMatch(/problem +\S+\/confluence: .*administrators/);
  });

  it('leaves a link that is good as it is, and replaces another only when told to', async () => {
    await applink([stand.site]);
    expect((await applink([stand.site])).stdout).toContain('as it should be');
    const other = join(folder, 'other.pem');
    writeFileSync(other, makeKeys().APPLINK_PUBLIC_KEY);
    const refused = await runScript('applink', ['--key', other, stand.site], {
      input: 'admin:admin',
    });
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('--replace') });
    expect(await selfTest()).toMatchObject({ outcome: 'ok' });
    const replaced = await runScript('applink', ['--replace', '--key', other, stand.site], {
      input: 'admin:admin',
    });
    expect(replaced.stdout).toContain('has the new key');
    expect(await selfTest()).toMatchObject({ outcome: 'problem' });
    const links = await fetch(`${stand.site}/rest/applinks/latest/applicationlink`, {
      headers: { Authorization: `Basic ${btoa('admin:admin')}` },
    });
    expect(((await links.json()) as { applicationLinks: object[] }).applicationLinks).toHaveLength(
      1,
    );
  });

  it('says why not: no administrator, a wrong password, passwords that are off, no such API', async () => {
    expect((await applink([stand.site], 'alice:alice')).stdout).toContain('administrators');
    expect((await applink([stand.site], 'admin:wrong')).stdout).toContain('does not take');
    stand.playground.configure({ basicAuth: false });
    const off = await applink([stand.site]);
    stand.playground.configure({ basicAuth: true });
    expect(off).toMatchObject({ code: 1, stdout: expect.stringContaining('Cookie: JSESSIONID') });
    stand.setFront((message, response, to) =>
      message.url?.includes('/rest/applinks/')
        ? void response.writeHead(404).end()
        : to(stand.playgroundPort),
    );
    const missing = await applink([stand.site]);
    stand.setFront(stand.to('good'));
    expect(missing.stdout).toContain('by hand');
  });

  it('takes no credential as an argument, nor sends one in the clear', async () => {
    expect((await applink(['--password', 'admin', stand.site])).code).toBe(2);
    const { stdout } = await applink(['http://jira.example.com']);
    expect(stdout).toContain('not sent over plain http');
    expect(readFileSync(key, 'utf8')).toContain('PRIVATE');
  });
});
