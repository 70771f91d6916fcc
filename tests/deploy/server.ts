import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Playground, startPlayground } from '../../playground/index.ts';
import type { CreatedToken } from '../../shared/contract/token-changes.ts';
import { freePort } from '../support/free-port.ts';
import { runScript } from './run-script.ts';

/** `npm run serve` on this machine, set up as docs/self-host.md says, before a playground. */
export interface Server {
  playground: Playground;
  site: string;
  folder: string;
  config: string;
  secrets: string;
  /** What it has written, all runs together. */
  output: () => string;
  pid: () => number;
  start(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL for the server alone: what it started is left behind. */
  kill(): Promise<void>;
  logIn(user: string): Promise<string>;
  create(cookie: string, description: string, headers?: object): Promise<CreatedToken>;
  close(): Promise<void>;
}

/** The JSON and the commands that the document shows. */
export function documentedConfig(): { vars: { SITES: object[] } } {
  const text = readFileSync('docs/self-host.md', 'utf8');
  return JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '');
}

export async function prepareServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-serve-'));
  const port = await freePort();
  const site = `http://localhost:${port}/jira`;
  const config = join(folder, 'postern.json');
  const secrets = join(folder, 'secrets.env');
  const documented = documentedConfig();
  const [first] = documented.vars.SITES;
  const playgroundPort = await freePort();
  const origin = `http://localhost:${playgroundPort}/jira`;
  const SITES = [{ ...first, url: site, origin }];
  const filled = { ...documented, port, data: 'data', secrets: 'secrets.env', vars: { SITES } };
  writeFileSync(config, JSON.stringify(filled), { mode: 0o644 });
  chmodSync(config, 0o644);
  const made = await runScript('secrets', [
    ...['--only-copy', '--config', config, '--copy-to', secrets],
  ]);
  if (made.code !== 0) throw new Error(made.stderr);
  const secret = /HEADER_SECRET="(.*)"/.exec(readFileSync(secrets, 'utf8'))?.[1] ?? '';
  const playground = await startPlayground({
    port: playgroundPort,
    baseUrl: { jira: site },
    trustedHeader: { name: 'X-Remote-User', secret },
  });
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(0);
  let output = '';

  async function start(): Promise<void> {
    const from = output.length;
    const running = spawn(process.execPath, ['deploy/serve.ts', '--config', config], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = running;
    for (const stream of [running.stdout, running.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    ended = new Promise((resolve) => running.once('exit', (code) => resolve(code)));
    while (!output.slice(from).includes('"event":"listening"')) {
      if (running.exitCode !== null) throw new Error(`It did not start:\n${output.slice(from)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  return {
    playground,
    site,
    folder,
    config,
    secrets,
    output: () => output,
    pid: () => child?.pid ?? 0,
    start,
    stop() {
      child?.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child?.kill('SIGKILL');
      await ended;
    },
    async logIn(user) {
      const login = await fetch(`${site}/login.jsp`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'User-Agent': 'test' },
        body: new URLSearchParams({ os_username: user, os_password: user }),
      });
      return login.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
    },
    async create(cookie, description, headers = {}) {
      const response = await fetch(`${site}/_postern/api/v1/tokens`, {
        method: 'POST',
        headers: {
          Cookie: cookie,
          'Content-Type': 'application/json',
          'X-Postern-Client': 'test',
          ...headers,
        },
        body: JSON.stringify({
          description,
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
          scope: 'write',
        }),
      });
      if (response.status !== 201) throw new Error(`not created: ${response.status}`);
      return (await response.json()) as CreatedToken;
    },
    async close() {
      child?.kill('SIGKILL');
      await ended;
      for (const pid of childrenHolding(folder)) process.kill(pid, 'SIGKILL');
      await playground.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Processes that have files of a folder open. */
export function childrenHolding(folder: string): number[] {
  const { stdout } = spawnSync('sh', ['-c', 'ls -l /proc/[0-9]*/fd 2>/dev/null'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const pids = stdout
    .split(/^\/proc\/(?=\d+\/fd:)/m)
    .filter((part) => part.includes(`-> ${folder}/`))
    .map((part) => Number.parseInt(part, 10));
  return [...new Set(pids)];
}
