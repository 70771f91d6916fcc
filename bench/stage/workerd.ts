import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

/** A Worker with its own isolate and its own socket. All Workers share one D1 and one process. */
export interface WorkerToRun {
  script: string;
  /** Instead of `script`, for several modules. The first one is the Worker. */
  modules?: { path: string; contents: string }[];
  vars?: Record<string, unknown>;
  flags?: string[];
}

export interface Workerd extends AsyncDisposable {
  port(worker: string): number;
  /** Runs one statement. Returns its rows and D1's counts. */
  sql<T = unknown>(
    statement: string,
    ...values: (string | number | null)[]
  ): Promise<{
    results: T[];
    meta: { rows_read: number; rows_written: number; size_after: number };
  }>;
  residentBytes(): number;
  /** CPU time of the process so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

interface Options {
  workers: Record<string, WorkerToRun>;
  /** Folder for the database. A database that exists there is used. Default: a new one in memory. */
  folder?: string;
}

/** Runs Workers in workerd with a migrated database, without the proxy of `wrangler dev`. */
export async function startWorkerd({ workers, folder }: Options): Promise<Workerd> {
  const temporary = folder === undefined ? createFolderInMemory() : undefined;
  const before = new Set(childrenOfMine());
  const names = Object.keys(workers);
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      handleStructuredLogs: () => undefined,
      workers: Object.entries(workers).map(([name, { script, modules, vars, flags }]) => ({
        name,
        modules: (modules ?? [{ path: 'index.js', contents: script }]).map((one) => ({
          type: 'ESModule' as const,
          ...one,
        })),
        compatibilityDate: '2026-10-01',
        compatibilityFlags: flags ?? [],
        bindings: (vars ?? {}) as Record<string, never>,
        d1Databases: { DB: 'postern' },
        kvNamespaces: { OAUTH_KV: 'oauth' },
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        stripCfConnectingIp: false,
      })),
    }),
    resourcePersistencePath: folder ?? temporary,
  });
  await miniflare.ready;
  const database = await miniflare.getD1Database('DB', names[0] ?? '');
  const { results } = await database
    .prepare("SELECT 1 FROM sqlite_master WHERE name = 'tokens'")
    .all();
  if (results.length === 0)
    for (const statement of migrationStatements()) await database.prepare(statement).run();
  const urls = await Promise.all(names.map((name) => miniflare.unsafeGetDirectURL(name)));
  const workerd = childrenOfMine().find((pid) => !before.has(pid) && isWorkerd(pid));
  const stop = async () => {
    await miniflare.dispose();
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  };

  return {
    port: (worker) => Number(urls[names.indexOf(worker)]?.port),
    sql: (statement, ...values) =>
      database
        .prepare(statement)
        .bind(...values)
        .all() as never,
    residentBytes: () => residentBytes(workerd),
    cpuSeconds: () => cpuSeconds(workerd),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** On a disk, other programs' writes would decide how long a query takes. */
function createFolderInMemory(): string {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  return mkdtempSync(join(memory, 'postern-bench-'));
}

function migrationStatements(): string[] {
  const migrations = join('worker', 'db', 'migrations');
  return readdirSync(migrations)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(migrations, file), 'utf8').split('--> statement-breakpoint'),
    );
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

/** User and system time, from ticks of 10 ms (proc(5), fields 14 and 15; the name before them may contain spaces). */
function cpuSeconds(pid: string | undefined): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) / 100;
}
