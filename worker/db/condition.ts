import journal from './migrations/meta/_journal.json';

/** The migrations that this Worker was built with, as wrangler names them. */
const needed = journal.entries.map(({ tag }) => `${tag}.sql`);

/** How the database stands. Instants are epoch milliseconds; null: there is none. */
export interface Condition {
  missing: string[];
  /** Of a newer Worker: the database goes forward only. */
  unknown: string[];
  /** When the first migration was applied: since then the cron trigger had its chance. */
  since: number | null;
  nightlyAt: number | null;
  /** The oldest news for a webhook whose next try should have begun by now. */
  waitingSince: number | null;
}

/** Throws where the database does not answer, or has none of our tables. */
export async function readCondition(
  db: D1Database,
  sites: readonly string[],
  now: number,
): Promise<Condition> {
  const places = sites.map(() => '?').join(', ');
  const [migrations, nightly, waiting] = await db.batch<Record<string, string | number | null>>([
    db.prepare("SELECT name, strftime('%s', applied_at) AS applied FROM d1_migrations"),
    db
      .prepare(
        `SELECT max(at) AS at FROM audit_events WHERE site IN (${places}) AND action = 'cleanup.run'`,
      )
      .bind(...sites),
    db
      .prepare(
        `SELECT min(next_at) AS at FROM webhook_outbox WHERE site IN (${places}) AND next_at < ?`,
      )
      .bind(...sites, now),
  ]);
  const applied = migrations?.results ?? [];
  const names = applied.map(({ name }) => String(name));
  return {
    missing: needed.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !needed.includes(name)),
    since:
      applied.length > 0 ? 1000 * Math.min(...applied.map((row) => Number(row.applied))) : null,
    nightlyAt: instantOf(nightly),
    waitingSince: instantOf(waiting),
  };
}

function instantOf(answer: D1Result<Record<string, string | number | null>> | undefined) {
  const at = answer?.results[0]?.at ?? null;
  return at === null ? null : Number(at);
}
