import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { refuseLeaks } from '../support/leaks.ts';
import { type Faults, faultyEntry } from './faults.ts';

const day = '2026-10-01';
const migrations = join('worker', 'db', 'migrations');

/** One Worker: an isolate of its own, with its own variables; all of them share one D1. */
export type Vars = Record<string, unknown>;

export interface Workerd {
  /** The port of a Worker's own socket: nothing stands between it and what is sent there. */
  port(worker: string): number;
  /** Runs one statement and answers its rows. */
  sql<T>(statement: string, ...values: (string | number | null)[]): Promise<T[]>;
  /** The resident set of the process in bytes. */
  residentBytes(): number;
  stop(): Promise<void>;
}

interface Options {
  workers: Record<string, Vars>;
  /** Decides what happens to a database call. */
  faults?: Faults;
  /** Receives all requests that the Workers send to the network. */
  network?: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  /** Gets each line that a Worker logs; without it they are printed. */
  onLog?: (line: string) => void;
}

/** Bundles the Worker as a deployment would, and runs it in workerd with its database migrated. */
export async function startWorkerd({ workers, faults, network, onLog }: Options): Promise<Workerd> {
  const script = bundle();
  const before = new Set(childrenOfMine());
  const modules = [
    ...(faults ? [{ type: 'ESModule' as const, path: 'entry.js', contents: faultyEntry }] : []),
    { type: 'ESModule' as const, path: 'index.js', contents: script },
  ];
  const names = Object.keys(workers);
  let written = '';
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      handleStructuredLogs({ message }: { message: string }) {
        // A flood is judged by what came of it last.
        written = (written + message).slice(-1_000_000);
        (onLog ?? console.log)(message);
      },
      workers: names.map((name) => ({
        name,
        modules,
        compatibilityDate: day,
        bindings: workers[name] as Record<string, never>,
        d1Databases: { DB: 'postern' },
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        stripCfConnectingIp: false,
        ...(network && { outboundService: { node: network } }),
        ...(faults && {
          serviceBindings: {
            SELF: name,
            FAULTS: async (request: { url: string }) =>
              new Response(await faults(new URL(request.url).pathname.slice(1))) as never,
          },
        }),
      })),
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database('DB', names[0] ?? '');
  for (const statement of migrationStatements()) await database.prepare(statement).run();
  const urls = await Promise.all(names.map((name) => miniflare.unsafeGetDirectURL(name)));
  const process = childrenOfMine().find((pid) => !before.has(pid) && isWorkerd(pid));

  return {
    port: (worker) => Number(urls[names.indexOf(worker)]?.port),
    async sql<T>(statement: string, ...values: (string | number | null)[]) {
      const { results } = await database
        .prepare(statement)
        .bind(...values)
        .all<T>();
      return results;
    },
    residentBytes: () => residentBytes(process),
    async stop() {
      await miniflare.dispose();
      for (const vars of Object.values(workers)) refuseLeaks(written, vars);
    },
  };
}

let bundled: string | undefined;

/** The Worker as `wrangler deploy` would send it. */
function bundle(): string {
  if (bundled !== undefined) return bundled;
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'));
  const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [wrangler, 'deploy', '--dry-run', '--env=', '--outdir', folder],
    { env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`wrangler deploy --dry-run failed:\n${stderr}`);
  bundled = readFileSync(join(folder, 'index.js'), 'utf8');
  rmSync(folder, { recursive: true });
  return bundled;
}

/** As wrangler applies them, the table of which it has applied included. */
function migrationStatements(): string[] {
  const files = readdirSync(migrations)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return [
    'CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
    ...files.flatMap((file) => [
      ...readFileSync(join(migrations, file), 'utf8').split('--> statement-breakpoint'),
      `INSERT INTO d1_migrations (name) VALUES ('${file}')`,
    ]),
  ];
}

function childrenOfMine(): string[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
}

function isWorkerd(pid: string): boolean {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd');
}

function residentBytes(pid: string | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}
