/** How long tokens live: a policy's maximum in days, an instant as epoch milliseconds; `null` is "no bound" and "never". */
export const dayMs = 86_400_000;

/**
 * How far beyond the policy a wish may lie and still be taken, cut to the bound: clocks differ between browser and Worker,
 * and "the last allowed day" ends at a person's own midnight.
 */
const leewayMs = dayMs;

export type Expiry =
  | { kind: 'allowed'; expiresAt: number | null }
  | { kind: 'past' }
  | { kind: 'beyond'; latest: number };

/** The latest instant at which a token made at `now` may end, or null where never is allowed. */
export function latestExpiry(maxLifetimeDays: number | null, now: number): number | null {
  return maxLifetimeDays === null ? null : now + maxLifetimeDays * dayMs;
}

/** Judges the expiry somebody asked for. */
export function judgeExpiry(
  wish: number | null,
  maxLifetimeDays: number | null,
  now: number,
): Expiry {
  const latest = latestExpiry(maxLifetimeDays, now);
  if (wish !== null && wish <= now) return { kind: 'past' };
  if (latest === null) return { kind: 'allowed', expiresAt: wish };
  if (wish === null || wish > latest + leewayMs) return { kind: 'beyond', latest };
  return { kind: 'allowed', expiresAt: Math.min(wish, latest) };
}

/** When a token really ends: its own expiry, or earlier where the policy has been shortened since. */
export function effectiveExpiry(
  token: { createdAt: number; expiresAt: number | null },
  maxLifetimeDays: number | null,
): number | null {
  const cap = latestExpiry(maxLifetimeDays, token.createdAt);
  if (cap === null) return token.expiresAt;
  return token.expiresAt === null ? cap : Math.min(cap, token.expiresAt);
}
