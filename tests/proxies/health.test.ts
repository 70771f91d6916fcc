import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeToken } from '../../playground/first-token.ts';
import { openStand, type Stand } from '../deploy/stand.ts';
import { freePort } from '../support/free-port.ts';
import { basic } from '../wire/tokens.ts';
import { type Program, provide, run } from './programs.ts';

/** Proxies that ask this path for every request, by the shortest configuration that works, and pass what it passes. */
const proxies = {
  nginx: (stand: Stand, path: string) => `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid FOLDER/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path FOLDER/a; proxy_temp_path FOLDER/b; fastcgi_temp_path FOLDER/c;
  uwsgi_temp_path FOLDER/d; scgi_temp_path FOLDER/e;
  server {
    listen 127.0.0.1:PORT;
    location / { auth_request /asked; proxy_pass http://127.0.0.1:${stand.playgroundPort}; }
    location = /asked {
      internal;
      proxy_pass ${stand.site}${path};
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header Host ${new URL(stand.site).host};
    }
  }
}`,
  caddy: (stand: Stand, path: string) => `{
  admin off
  auto_https off
}
http://:PORT {
  bind 127.0.0.1
  forward_auth ${new URL(stand.site).origin} {
    uri /jira${path}
    header_up Host ${new URL(stand.site).host}
  }
  reverse_proxy 127.0.0.1:${stand.playgroundPort}
}`,
};

let stand: Stand;
let secret: string;
const folder = mkdtempSync(join(tmpdir(), 'postern-health-'));
beforeAll(async () => {
  stand = await openStand();
  secret = await makeToken(stand.site, { name: 'alice', password: 'alice' });
});
afterAll(async () => {
  await stand.close();
  rmSync(folder, { recursive: true });
});

async function start(name: keyof typeof proxies, path: string) {
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  const text = proxies[name](stand, path);
  writeFileSync(file, text.replaceAll('FOLDER', folder).replaceAll('PORT', String(port)));
  const program: Program = await (name === 'nginx'
    ? run(provide('nginx'), ['-c', file, '-p', folder, '-e', 'stderr'], { port })
    : run(provide('caddy'), ['run', '--config', file, '--adapter', 'caddyfile'], {
        port,
        env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      }));
  return { program, url: `http://127.0.0.1:${port}/jira/rest/playground/echo` };
}

describe.each(['nginx', 'caddy'] as const)('%s', (name) => {
  const headers = () => ({ Authorization: basic('alice', secret) });

  it('lets a good token pass where it asks verify', async () => {
    const { program, url } = await start(name, '/_postern/verify');
    const heard = async (init: RequestInit) => {
      const before = stand.playground.received.length;
      await fetch(url, init);
      return stand.playground.received.length - before;
    };
    const counts = [await heard({}), await heard({ headers: headers() })];
    await program.stop();
    expect(counts).toEqual([0, 1]);
  });

  it('lets nobody pass where it asks health in its place', async () => {
    const { program, url } = await start(name, '/_postern/health');
    const before = stand.playground.received.length;
    const answers: Response[] = [];
    for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'])
      for (const init of [{}, { headers: headers() }, { headers: { 'Remote-User': 'admin' } }])
        answers.push(await fetch(`${url}?scope=read`, { method, ...init }));
    await program.stop();
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('Remote-User')).toBeNull();
    }
    expect(stand.playground.received.length).toBe(before);
  });
});
