import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { installWithApt } from '../../playground/apt.ts';

/** Where Debian puts them; `/usr/sbin` is not on everybody's PATH. */
const elsewhere = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

/** The path of a program that is here, or that root can install on Debian; throws naming what is missing. */
export function provide(name: 'nginx' | 'caddy' | 'openssl'): string {
  const found = find(name);
  if (found) return found;
  installWithApt(name);
  const installed = find(name);
  if (installed) return installed;
  throw new Error(
    `The tests with real proxies need ${name}, which was not found and could not be installed. Install it (for instance: apt-get install ${name}).`,
  );
}

function find(name: string): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), ...elsewhere]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

export interface Program {
  stop(): Promise<void>;
}

/** Runs a server in the foreground and answers when its port does; throws with its own words where it does not start. */
export async function run(
  command: string,
  args: string[],
  { port, env = {} }: { port: number; env?: Record<string, string> },
): Promise<Program> {
  if (await isOpen(port)) throw new Error(`Port ${port} is taken by another program`);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-10_000);
    });
  const kill = () => void child.kill();
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (!(await answers(port, child))) {
    kill();
    throw new Error(`${command} did not start:\n${output}`);
  }
  return {
    async stop() {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await isOpen(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
