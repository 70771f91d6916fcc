import type { Runtime } from './runtime.ts';

/** The expressions of wrangler.toml's triggers; the Worker tells by them which it is. */
const often = '*/5 * * * *';
const nightly = '17 3 * * *';

const minuteMs = 60_000;
const oftenMs = 5 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

interface Options {
  runtime: Pick<Runtime, 'trigger' | 'database'>;
  /** Minutes after midnight, UTC. */
  nightAt: number;
  onFailure: (error: unknown) => void;
}

/**
 * Triggers the Worker every five minutes, and once a day at the time of night. A night that was missed, since nothing ran then,
 * is made up for at once. Answers what ends it.
 */
export async function startClock({ runtime, nightAt, onFailure }: Options): Promise<() => void> {
  let lastNight = await lastNightOf(runtime);

  async function tick(): Promise<void> {
    const now = Date.now();
    await runtime.trigger(often);
    if (lastNight >= nightBefore(now, nightAt)) return;
    lastNight = now;
    await runtime.trigger(nightly);
  }

  const run = () => void tick().catch(onFailure);
  run();
  const timer = setInterval(run, oftenMs);
  return () => clearInterval(timer);
}

/** The latest moment, not after `now`, at which a night was due. */
export function nightBefore(now: number, nightAt: number): number {
  const today = now - (now % dayMs) + nightAt * minuteMs;
  return today <= now ? today : today - dayMs;
}

async function lastNightOf({ database }: Options['runtime']): Promise<number> {
  const { results } = await database
    .prepare("SELECT max(at) AS at FROM audit_events WHERE action = 'cleanup.run'")
    .all<{ at: number | null }>();
  return results[0]?.at ?? 0;
}
