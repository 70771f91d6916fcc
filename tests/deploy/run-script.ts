import { spawn } from 'node:child_process';

export interface ScriptRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one of the scripts in `deploy/` as npm does, with something on its standard input, which is no terminal. */
export function runScript(
  name: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<ScriptRun> {
  const child = spawn(process.execPath, [`deploy/${name}.ts`, ...args], {
    env: { ...process.env, NO_COLOR: '1', CI: 'true', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const run: ScriptRun = { code: -1, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      run[stream] += text;
    });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) =>
    child.once('close', (code) => resolve({ ...run, code: code ?? -1 })),
  );
}
