import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UsageError } from './command-line.ts';

/** Writes secrets to a new file that its owner alone can read, in the format of environment files. */
export function writeSecretsFile(path: string, secrets: Record<string, string>): void {
  const repository = repositoryOf(path);
  if (repository)
    throw new UsageError(
      `${path} lies in a Git repository (${repository}), where it could be committed: choose another place`,
    );
  const file = openNew(path);
  try {
    writeSync(file, Object.entries(secrets).map(lineOf).join(''));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST')
      throw new UsageError(`${path} is there already, and is not overwritten: choose another name`);
    throw new UsageError(`${path} cannot be written (${code})`);
  }
}

function lineOf([name, value]: [string, string]): string {
  return `${name}="${value.replaceAll('\n', '\\n')}"\n`;
}

function repositoryOf(path: string): string | undefined {
  const start = dirname(resolve(path));
  // A link may lead into one.
  for (let folder = existsSync(start) ? realpathSync(start) : start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Reads a file of secrets; refuses one that others than its owner can read or change. */
export function readSecretsFile(path: string): Record<string, string> {
  const file = openOld(path);
  try {
    const { mode, uid } = fstatSync(file);
    const me = process.getuid?.();
    // Windows has neither.
    if (me !== undefined && (mode & 0o077) !== 0)
      throw new UsageError(`${path} can be read by others than its owner: chmod 600 ${path}`);
    if (me !== undefined && uid !== me && uid !== 0)
      throw new UsageError(`${path} belongs to another user, who could change it`);
    const entries = Object.entries(parseEnv(readFileSync(file, 'utf8')));
    return Object.fromEntries(entries.flatMap(([name, text]) => (text ? [[name, text]] : [])));
  } finally {
    closeSync(file);
  }
}

function openOld(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new UsageError(`${path} cannot be read (${code})`);
  }
}
