import { readArguments, runScript, UsageError } from './command-line.ts';
import { startClock } from './serve/clock.ts';
import { readServeConfig } from './serve/config.ts';
import { takeFolder } from './serve/lock.ts';
import { migrate } from './serve/migrations.ts';
import { endOrphans } from './serve/orphans.ts';
import type { RuntimeOptions, startRuntime } from './serve/runtime.ts';

// `npm run serve`: the Worker in workerd on a machine of one's own, behind a proxy that ends TLS; docs/self-host.md.
const help = `npm run serve -- --config FILE
  --config FILE   a JSON file; docs/self-host.md has one to begin with`;

process.umask(0o077);

await runScript(async () => {
  const { values } = readArguments({
    config: { type: 'string' },
    help: { type: 'boolean', default: false },
  });
  if (values.help || !values.config) throw new UsageError(help);
  const config = readServeConfig(values.config, process.env);
  const leave = takeFolder(config.data);
  const orphans = endOrphans(config.data);
  if (orphans > 0) note('orphans.ended', { orphans });
  // Loaded when there is something to run: they take their time.
  const { bundleWorker } = await import('./serve/bundle.ts');
  const { startRuntime } = await import('./serve/runtime.ts');
  const options = {
    ...config,
    script: await bundleWorker(),
    onLog: say,
    onRestart: () => note('workerd.restarted'),
  };
  await bringForward(options, startRuntime);
  const runtime = await startRuntime({ ...options, isOpen: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ADDRESS_IN_USE')
      throw new UsageError(`${config.host}:${config.port} is taken by another program`);
    throw error;
  });
  const stopped = signalToStop();
  const stopClock = await startClock({
    runtime,
    nightAt: config.nightAt,
    onFailure: (error) =>
      note('cron.failed', { error: error instanceof Error ? error.message : 'not an Error' }),
  });
  note('listening', { address: `http://${config.host}:${config.port}`, sites: config.siteIds });
  note('stopping', { signal: await stopped });
  stopClock();
  await runtime.stop();
  leave();
  note('stopped');
  return 0;
});

/** Miniflare would end the process at once, with all that is under way. */
function signalToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.removeAllListeners(signal).on(signal, () => resolve(signal));
  });
}

/** Before anybody is let in. */
async function bringForward(options: Omit<RuntimeOptions, 'isOpen'>, start: typeof startRuntime) {
  const runtime = await start({ ...options, isOpen: false });
  const applied = await migrate(runtime.database).finally(() => runtime.end());
  if (applied.length > 0) note('migrated', { applied });
}

function note(event: string, facts: Record<string, unknown> = {}): void {
  say(JSON.stringify({ event, ...facts }));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
