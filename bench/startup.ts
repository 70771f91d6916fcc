import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median } from './load/statistics.ts';
import type { Bench } from './row.ts';
import { bundle } from './stage/bundle.ts';
import { wrangler } from './stage/wrangler.ts';
import { evaluatedModules } from './startup/evaluated-modules.ts';

/** The cost of an isolate before its first request, and the modules that this request evaluates. */
export const startup: Bench = async ({ quick }) => {
  const times = Array.from({ length: quick ? 1 : 5 }, startupMilliseconds);
  const { verified, asked } = await evaluatedModules();
  const ofApi = (modules: string[]) =>
    modules.filter((name) => /hono|worker\/(app|routes)/.test(name));
  if (ofApi(asked).length === 0)
    throw new Error(
      'a call of the API evaluates none of its modules: what is counted is something else',
    );
  return [
    {
      name: 'Worker, minified',
      value: gzipSync(bundle()).length / 1000,
      unit: 'kB gzipped',
      bar: { atMost: 120 },
      isExact: true,
    },
    {
      name: 'CPU before the first request',
      value: median(times),
      unit: 'ms',
      // Cloudflare allows 1 s (developers.cloudflare.com/workers/platform/limits), but users should not notice a cold start.
      bar: { atMost: 60 },
      note: 'by `wrangler check startup`: all samples that are not idle, including parsing and compiling',
    },
    {
      name: 'modules of router and API that a verification evaluates',
      value: ofApi(verified).length,
      unit: 'modules',
      bar: { atMost: 0 },
      isExact: true,
      note: `the first call of the API evaluates ${ofApi(asked).length}`,
    },
  ];
};

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples: number[];
  timeDeltas: number[];
}

function startupMilliseconds(): number {
  const folder = mkdtempSync(join(tmpdir(), 'postern-startup-'));
  const outfile = join(folder, 'startup.cpuprofile');
  wrangler('check', 'startup', '--outfile', outfile, '--args=--minify');
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(outfile, 'utf8')) as CpuProfile;
  rmSync(folder, { recursive: true });
  const idle = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id),
  );
  const busy = samples.reduce((sum, id, i) => (idle.has(id) ? sum : sum + (timeDeltas[i] ?? 0)), 0);
  return busy / 1000;
}
