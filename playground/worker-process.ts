import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalKeys } from './keys.ts';

export interface WorkerOptions {
  port: number;
  /** Where its D1 and its env file lie; made where missing. */
  folder: string;
  keys: LocalKeys;
  /** Variables that differ from wrangler.toml's. */
  vars?: Record<string, string>;
  log?: (text: string) => void;
}

export interface WorkerProcess {
  url: string;
  stop(): Promise<void>;
}

const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
const environment = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };

/** A group of the playground whose members manage everybody's tokens: what an administrator would set in the policy. */
const seed = `INSERT OR IGNORE INTO policies (site, version, policy, updated_at, updated_by)
  SELECT value, 1, '{"maxLifetimeDays":365,"defaultLifetimeDays":90,"createGroups":null,"manageGroups":["token-managers"],"readOnlyGroups":[],"maxTokensPerUser":50,"passwords":"allow","ipRanges":null,"deleteUnusedAfterDays":null,"auditVerifications":false}', 0, 'playground'
  FROM json_each('["jira","wiki"]')`;

/** Brings the local D1 in the folder to the newest migration, with a policy that has token managers. */
export function migrate(folder: string): void {
  const local = ['--local', '--persist-to', join(folder, 'state')];
  run(['d1', 'migrations', 'apply', 'DB', ...local]);
  run(['d1', 'execute', 'DB', ...local, '--command', seed]);
}

/** Runs the Worker of this checkout in workerd, and answers when it does. */
export async function startWorker({
  port,
  folder,
  keys,
  vars = {},
  log,
}: WorkerOptions): Promise<WorkerProcess> {
  mkdirSync(folder, { recursive: true });
  const envFile = join(folder, 'worker.env');
  writeFileSync(envFile, envFileOf({ ...keys, ...vars }), { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      wrangler,
      'dev',
      '--port',
      String(port),
      '--persist-to',
      join(folder, 'state'),
      '--env-file',
      envFile,
    ].concat('--inspector-port=0', '--show-interactive-dev-session=false', '--log-level=info'),
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-10_000);
      log?.(text);
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://localhost:${port}`;
  await answers(`${url}/jira/_postern/api/v1/openapi.json`, () => child.exitCode === null).catch(
    () => {
      child.kill();
      throw new Error(`The Worker did not start:\n${output}`);
    },
  );
  return {
    url,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function run(args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [wrangler, ...args], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${stdout}${stderr}`);
}

/** dotenv with JSON's quoting and line breaks as `\n`. */
function envFileOf(vars: Record<string, string>): string {
  return Object.entries(vars)
    .map(([name, value]) =>
      value.includes("'") ? `${name}=${JSON.stringify(value)}` : `${name}='${value}'`,
    )
    .join('\n');
}

async function answers(url: string, isAlive: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && isAlive()) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no answer from ${url}`);
}
