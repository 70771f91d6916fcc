import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { basic } from '../tests/wire/tokens.ts';
import { rowBeside } from './load/beside.ts';
import { withClient } from './load/load.ts';
import { race, type Standing } from './load/rounds.ts';
import type { Bench, Row } from './row.ts';
import { bundle } from './stage/bundle.ts';
import { get, postern, verifyPath } from './stage/postern.ts';
import { insertTokens } from './stage/tokens.ts';
import { startWorkerd, type Workerd } from './stage/workerd.ts';

const tokens = 2000;

/** Alternatives to Postern on the same runtime and, if they use one, the same database. */
export const peers: Bench = async ({ quick }) => {
  install();
  await using workerd = await startWorkerd({
    workers: {
      postern: postern(),
      strict: postern(undefined, { VERIFY_CACHE_SECONDS: 0 }),
      'better-auth': peer('better-auth', ['nodejs_compat']),
      hono: peer('hono-basic-auth'),
      oauth: peer('oauth-provider'),
    },
  });
  const ours = await insertTokens(workerd, { count: tokens });
  const authorizations = {
    cached: ours.slice(0, 1),
    uncached: ours,
    betterAuth: await betterAuthKeys(workerd, quick ? 20 : 500),
    hono: [basic('alice', 'a-password-for-the-bench-only')],
    oauth: [await oauthToken(workerd)],
  };
  const on = {
    cached: 'postern',
    uncached: 'strict',
    betterAuth: 'better-auth',
    hono: 'hono',
    oauth: 'oauth',
  };
  const contestants = Object.fromEntries(
    Object.entries(authorizations).map(([name, all]) => {
      const port = workerd.port(on[name as keyof typeof on]);
      // The OAuth provider requires the host as audience of its tokens, and a loopback host without TLS.
      const host = name === 'oauth' ? 'Host: 127.0.0.1' : '$&';
      const requests = all.map((one) => get(verifyPath, one).replace(/^Host: .*$/m, host));
      return [name, { port, requests }];
    }),
  ) as Record<keyof typeof on, { port: number; requests: string[] }>;
  const found = await withClient((client) =>
    race(client, contestants, {
      rounds: quick ? 1 : 4,
      seconds: quick ? 0.3 : 1.5,
      connections: 8,
    }),
  );
  return toRows(found);
};

function toRows(
  found: Record<'cached' | 'uncached' | 'betterAuth' | 'hono' | 'oauth', Standing>,
): Row[] {
  const { cached, uncached, betterAuth, hono, oauth } = found;
  const onD1: [string, Standing] = ['better-auth with its API key plugin, on D1', betterAuth];
  const onKv: [string, Standing] = ['workers-oauth-provider, on KV', oauth];
  return [
    { ...rowBeside('uncached', uncached, onD1), bar: { atLeast: 3 } },
    { ...rowBeside('cached', cached, onD1), bar: { atLeast: 9 } },
    rowBeside('cached', cached, ["Hono's basicAuth with a constant", hono]),
    rowBeside('cached', cached, onKv),
    rowBeside('uncached', uncached, onKv),
  ];
}

function peer(name: string, flags: string[] = []) {
  return { script: bundle(join('bench', 'peers', `${name}.js`), flags), flags };
}

/** Installs the alternatives in `bench/`. The Worker and the tests do not depend on them. */
function install(): void {
  if (existsSync(join('bench', 'node_modules', 'better-auth'))) return;
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const npm = spawnSync('npm', args, {
    cwd: 'bench',
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error('npm install failed in bench/');
}

async function betterAuthKeys(workerd: Workerd, count: number): Promise<string[]> {
  const response = await fetch(
    `http://127.0.0.1:${workerd.port('better-auth')}/setup?count=${count}`,
  );
  if (!response.ok) throw new Error(`better-auth: ${response.status} ${await response.text()}`);
  const keys = (await response.json()) as string[];
  return keys.map((key) => basic('alice', key));
}

async function oauthToken(workerd: Workerd): Promise<string> {
  const origin = `http://127.0.0.1:${workerd.port('oauth')}`;
  const body = new URLSearchParams(await (await fetch(`${origin}/setup`)).text());
  const response = await fetch(`${origin}/token`, { method: 'POST', body });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (!access_token) throw new Error(`oauth-provider: ${response.status}`);
  return `Bearer ${access_token}`;
}
