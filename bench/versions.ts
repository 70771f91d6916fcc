import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../playground/browser.ts';

/** Versions that only these benches need. */
const more: Record<string, () => string[]> = {
  peers: () =>
    ['better-auth', '@better-auth/api-key', 'hono', '@cloudflare/workers-oauth-provider']
      .filter((name) => existsSync(join('bench', 'node_modules', name)))
      .map((name) => readVersion(name, 'bench')),
  ui: () => [readFirstLine(findChromium() ?? 'chromium', '--version')],
};

export function versionsFor(bench: string): string {
  const runtimes = ['workerd', 'miniflare'].map((name) => readVersion(name));
  return [`Node.js ${process.versions.node}`, ...runtimes, ...(more[bench]?.() ?? [])].join(', ');
}

export function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const kernel = release().split('.', 2).join('.');
  return `${cores.length} × ${cores[0]?.model.trim()}, ${gigabytes} GiB, ${type()} ${kernel}`;
}

/** Files that a run writes. A change to them does not change the measured code. */
const written = [':!bench/results.json', ':!bench/results.md', ':!docs/scale.md'];

/** The short id of the current commit; empty outside a clone. */
export function commit(): string {
  const id = readFirstLine('git', 'rev-parse', '--short', 'HEAD');
  if (id === '') return '';
  const isChanged = readFirstLine('git', 'status', '--porcelain', '--', '.', ...written) !== '';
  return isChanged ? `${id} and changes` : id;
}

function readVersion(name: string, folder = '.'): string {
  const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return `${name} ${(JSON.parse(text) as { version: string }).version}`;
}

function readFirstLine(program: string, ...words: string[]): string {
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' });
  return stdout?.split('\n', 1)[0]?.trim() ?? '';
}
