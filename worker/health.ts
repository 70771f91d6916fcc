import type { Condition } from './db/condition.ts';
import type { Site } from './env.ts';
import type { ConcurrencyLimit } from './limits/concurrency-limit.ts';
import { Busy, type Retry } from './limits/retry.ts';
import { errorFacts, log } from './log.ts';

/**
 * `healthy`: tokens are verified, and the scheduled jobs have run. `degraded`: tokens are verified, but an administrator should
 * look. `down`: tokens cannot be verified, and none passes.
 */
export type Health = 'healthy' | 'degraded' | 'down';

/**
 * 418 while tokens are verified. Never 2xx: a proxy misconfigured to use this endpoint for authentication would allow everyone.
 * And no status that others on the way use, such as 403 (a firewall) or 404 (no Worker), so that a monitor can go by the status
 * alone. 503 if tokens cannot be verified.
 */
const statusOf = { healthy: 418, degraded: 418, down: 503 } as const satisfies Record<
  Health,
  number
>;

/** The lifetime of an answer: the endpoint is open to everybody, without a rate limit. */
const keptMs = 5000;
/** The nightly trigger fires once a day. After 26 hours without it, an administrator should look. */
const nightMs = 26 * 3_600_000;
/** News for a webhook are tried every five minutes; the receiver's own failures move the next try on. */
const waitingMs = 30 * 60_000;

interface Dependencies {
  read: () => Promise<Condition>;
  now: () => number;
  retry: Retry;
  /** Allows one read at a time. */
  reads: ConcurrencyLimit;
}

export function createHealth({ read, now, retry, reads }: Dependencies): () => Promise<Health> {
  let last: { health: Health; until: number } | undefined;

  /**
   * The last answer if it is fresh. Otherwise starts a read, or returns the old answer while another request reads. Undefined if
   * there is none yet.
   */
  function getOrStartRead(): { health: Health | Promise<Health> } | undefined {
    if (last && now() < last.until) return last;
    const release = reads.acquire('health');
    return release ? { health: readAnew().finally(release) } : last;
  }

  async function readAnew(): Promise<Health> {
    const health = await read().then(
      (condition) => judge(condition, now()),
      (error: unknown) => {
        log('error', 'health.down', errorFacts(error));
        return 'down' as const;
      },
    );
    last = { health, until: now() + keptMs };
    return health;
  }

  return async () => {
    try {
      return await (await retry(getOrStartRead)).health;
    } catch (error) {
      if (error instanceof Busy) return 'down';
      throw error;
    }
  };
}

export function judge({ missing, since, nightlyAt, waitingSince }: Condition, now: number): Health {
  if (missing.length > 0) return 'down';
  const lastNight = nightlyAt ?? since ?? now;
  if (now - lastNight > nightMs) return 'degraded';
  return waitingSince !== null && now - waitingSince > waitingMs ? 'degraded' : 'healthy';
}

/** `{url}/_postern/health`, any method, for anybody: one word, which tells nothing else. */
export async function handleHealth(ask: () => Promise<Health>, site: Site): Promise<Response> {
  const status = await ask();
  return new Response(JSON.stringify({ service: 'postern', site: site.id, status }), {
    status: statusOf[status],
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
