import { execFile, spawnSync } from 'node:child_process';
import { installWithApt } from '../../playground/apt.ts';

/** A Python that has these modules; on Debian, root installs them. Throws saying what is missing. */
export function providePython(modules: readonly string[]): string {
  const has = (python: string) =>
    spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' }).status === 0;
  const candidates = ['python3', '/usr/bin/python3'];
  const packages = modules.map((module) => `python3-${module}`);
  const found = candidates.find(has);
  if (found) return found;
  installWithApt(...packages);
  const installed = candidates.find(has);
  if (installed) return installed;
  throw new Error(
    `The examples in Python need Python 3 with ${modules.join(' and ')}, which was not found and could not be installed. Install it (for instance: apt-get install ${packages.join(' ')}).`,
  );
}

/** Runs a program with this on its standard input; answers what it printed, and throws it where the program fails. */
export function run(
  command: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { env: { ...process.env, ...env }, timeout: 30_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${command} failed:\n${stdout}${stderr}`));
        else resolve(stdout);
      },
    );
    child.stdin?.end(input);
  });
}
