import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { UsageError } from './command-line.ts';

export interface WranglerRun {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Wrangler {
  config: string;
  env: string;
}

const program = join('node_modules', 'wrangler', 'bin', 'wrangler.js');

/** Runs wrangler and keeps what it says. What is secret goes in by `input`, its standard input: never an argument, never a file. */
export function askWrangler(
  { config, env }: Wrangler,
  args: readonly string[],
  input = '',
): Promise<WranglerRun> {
  const child = spawn(process.execPath, [program, ...args, '--config', config, '--env', env], {
    env: withoutOurs({ WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const run: WranglerRun = { status: 1, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      run[name] += text;
    });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ ...run, status: status ?? 1 }));
  });
}

/** The names of the secrets that are set. Throws a UsageError with wrangler's words where it cannot say. */
export async function namesOfSecrets(target: Wrangler): Promise<string[]> {
  const { status, stdout, stderr } = await askWrangler(target, ['secret', 'list', '--format=json']);
  if (status === 0) return [...stdout.matchAll(/"name":\s*"(\w+)"/g)].map(([, name = '']) => name);
  // A Worker that was never deployed has none; its first secret makes it, without code and without a route.
  const words = stripVTControlCharacters(stderr || stdout);
  if (/Worker "[^"]*"( \(env: [^)]*\))? not found|\[code: 10007\]/.test(words)) return [];
  throw new UsageError(`Wrangler cannot say which secrets there are:\n${words}`);
}

/** Runs wrangler in the terminal, where it may ask; answers whether it succeeded. */
export function runWrangler({ config, env }: Wrangler, args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args, '--config', config, '--env', env], {
    env: withoutOurs({ WRANGLER_SEND_METRICS: 'false' }),
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.once('close', (status) => resolve(status === 0));
  });
}

/** The environment without what is for our own scripts alone. */
function withoutOurs(more: Record<string, string>): NodeJS.ProcessEnv {
  const { POSTERN_ADMIN: _, ...rest } = process.env;
  return { ...rest, ...more };
}
