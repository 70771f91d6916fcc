import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_readConfig } from 'wrangler';
import type { ServeConfig } from './config.ts';
import { isWorkerd } from './orphans.ts';

/** The part of D1 that the server itself uses. */
export interface Database {
  prepare(statement: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}
interface Statement {
  bind(...values: unknown[]): Statement;
  all<T>(): Promise<{ results: T[] }>;
  run(): Promise<unknown>;
}

export interface Runtime {
  database: Database;
  /** Sets off what a cron trigger would. */
  trigger(cron: string): Promise<void>;
  /** Takes no new requests, lets those under way end, then ends. */
  stop(): Promise<void>;
  /** Ends now. */
  end(): Promise<void>;
}

export interface RuntimeOptions extends Pick<ServeConfig, 'data' | 'bindings' | 'host' | 'port'> {
  script: string;
  /** Whether it answers at host and port; else it has its database alone. */
  isOpen: boolean;
  onLog: (line: string) => void;
  /** workerd ended by itself, and has been started again. */
  onRestart: () => void;
}

const longestStopMs = 25_000;

/**
 * workerd by miniflare, with D1 in the data folder. Only the Worker's own socket is a way in: the one that miniflare opens beside
 * it, for tools of development, leads to a Worker that knows nothing.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { data, bindings, host, port, script, isOpen, onLog, onRestart } = options;
  const { compatibility_date } = unstable_readConfig({ config: 'wrangler.toml' });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      telemetry: { enabled: false },
      resourcePersistencePath: join(data, 'state'),
      handleStructuredLogs: ({ message }: { message: string }) => onLog(message),
      unsafeHandleRuntimeRestart: onRestart,
      workers: [
        {
          name: 'nothing',
          modules: [{ type: 'ESModule', path: 'nothing.js', contents: nothing }],
          compatibilityDate: compatibility_date,
        },
        {
          name: 'postern',
          modules: [{ type: 'ESModule', path: 'postern.js', contents: script }],
          compatibilityDate: compatibility_date,
          bindings: bindings as Record<string, never>,
          d1Databases: { DB: 'postern' },
          stripCfConnectingIp: false,
          unsafeDirectSockets: isOpen ? [{ host, port }] : [],
        },
      ],
    }),
  );
  await miniflare.ready;
  const database = (await miniflare.getD1Database('DB', 'postern')) as unknown as Database;
  const worker = (await miniflare.getWorker('postern')) as unknown as {
    scheduled(event: { cron: string }): Promise<{ outcome: string }>;
  };
  return {
    database,
    async trigger(cron) {
      const { outcome } = await worker.scheduled({ cron });
      if (outcome !== 'ok') onLog(JSON.stringify({ event: 'cron.failed', cron, outcome }));
    },
    async stop() {
      await Promise.all(childrenOfMine().filter(isWorkerd).map(drain));
      await miniflare.dispose();
    },
    end: () => miniflare.dispose(),
  };
}

const nothing = `export default { fetch: () => new Response('Not found', { status: 404 }) };`;

/** workerd lets its requests end when it is asked to terminate; some never do, such as streams. */
async function drain(pid: string): Promise<void> {
  const until = Date.now() + longestStopMs;
  try {
    for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; Date.now() < until; signal = 0) {
      process.kill(Number(pid), signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch {
    // It has ended.
  }
}

function childrenOfMine(): string[] {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
  } catch {
    return [];
  }
}
