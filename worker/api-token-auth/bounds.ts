import type { Policy } from '../../shared/contract/policy.ts';
import { dayMs } from '../../shared/lifetime.ts';
import type { Token } from '../domain/token.ts';

/** What a new token may have at most. */
export interface Bounds {
  maxLifetimeDays: number | null;
  ipRanges: string[] | null;
}

/**
 * A token makes none that may more than itself: it would be the way out of its own restrictions for whoever has got hold of
 * it. So the new one has the same addresses, and no more days than the maker was given, begun ones counted whole: scripts can
 * renew their token for ever, and never for longer. Without a token, by a session, the policy alone counts.
 */
export function boundsOf({ maxLifetimeDays }: Policy, maker: Token | undefined): Bounds {
  if (!maker) return { maxLifetimeDays, ipRanges: null };
  const { createdAt, expiresAt, ipRanges } = maker;
  const given = expiresAt === null ? null : Math.ceil((expiresAt - createdAt) / dayMs);
  const days = [maxLifetimeDays, given].filter((each) => each !== null);
  return { maxLifetimeDays: days.length > 0 ? Math.min(...days) : null, ipRanges };
}
