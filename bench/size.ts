import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildExtension } from '../playground/build-extension.ts';
import type { Bench } from './row.ts';

/** Gzipped JavaScript in bytes: what loads with a page, or later when a dialog is opened. `budget` in kB (1000 bytes). */
interface Part {
  name: string;
  bytes: number;
  budget: number;
}

/** Builds everything for production and holds each part against its budget. */
export const size: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-size-'));
  const parts = [...(await extensionParts(folder)), workerPart(folder)];
  rmSync(folder, { recursive: true });
  return parts.map(({ name, bytes, budget }) => ({
    name,
    value: bytes / 1000,
    unit: 'kB gzipped',
    bar: { atMost: budget },
    isExact: true,
  }));
};

async function extensionParts(folder: string): Promise<Part[]> {
  const output = await buildExtension(
    ['https://jira.example.com', 'https://wiki.example.com'],
    folder,
  );
  const scripts = readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  const page = readFileSync(join(output, 'popup.html'), 'utf8');
  const isContent = (file: string) => file.startsWith('content-scripts');
  const isBackground = (file: string) => file === 'background.js';
  const isAtOpening = (file: string) => page.includes(file.replaceAll('\\', '/'));
  const gzipped = (belongs: (file: string) => boolean) =>
    scripts
      .filter(belongs)
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(output, file))).length, 0);
  return [
    { name: 'popup', bytes: gzipped(isAtOpening), budget: 25 },
    {
      name: 'popup, later',
      bytes: gzipped(
        (file) => ![isContent, isBackground, isAtOpening].some((belongs) => belongs(file)),
      ),
      budget: 30,
    },
    { name: 'content script', bytes: gzipped(isContent), budget: 5 },
    { name: 'background', bytes: gzipped(isBackground), budget: 12 },
  ];
}

function workerPart(folder: string): Part {
  const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
  const outdir = join(folder, 'worker');
  const { status, stderr } = spawnSync(
    process.execPath,
    [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', outdir],
    { encoding: 'utf8', env: { ...process.env, WRANGLER_SEND_METRICS: 'false' } },
  );
  if (status !== 0) throw new Error(`wrangler deploy --dry-run failed:\n${stderr}`);
  const script = readdirSync(outdir).find((file) => file.endsWith('.js'));
  return {
    name: 'Worker',
    bytes: gzipSync(readFileSync(join(outdir, script ?? ''))).length,
    budget: 120,
  };
}
