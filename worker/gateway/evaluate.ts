import type { Policy } from '../../shared/contract/policy.ts';
import type { Scope } from '../../shared/contract/token.ts';
import { type IpRange, isInRanges, parseIpRange } from '../../shared/ip-range.ts';
import { effectiveExpiry } from '../../shared/lifetime.ts';
import type { Secret } from '../../shared/token-format.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { Site } from '../env.ts';
import { type Credential, isSameName } from './credential.ts';

/** A credential to verify, with what the verdict depends on. */
export interface VerificationRequest {
  site: Site;
  credential: Extract<Credential, { kind: 'token' | 'malformed' }>;
  /** The scope that the request needs. */
  needs: Scope;
  /** The client's address; empty if it is not known, which lies in no range. */
  address: string;
}

/**
 * `refused`: no good credential. The answer is the same whatever the reason; `reason` and `token` are for log and audit.
 * `forbidden`: the token is good, its scope or address is not.
 * `unavailable`: Postern cannot decide; never a pass.
 */
export type Verdict =
  | { kind: 'good'; token: TokenRow; secret: Secret; expiresAt: number | null }
  | { kind: 'refused'; reason: RefusalReason; token?: TokenRow }
  | { kind: 'forbidden'; reason: 'scope' | 'address'; token: TokenRow }
  | { kind: 'unavailable'; cause: unknown };

export type GoodToken = Pick<Extract<Verdict, { kind: 'good' }>, 'token' | 'secret'>;

export type RefusalReason =
  | 'malformed'
  | 'wrong-tag'
  | 'unknown'
  | 'other-site'
  | 'other-user'
  | 'expired';

/** True for refusals before any query: an unreadable credential, or a tag that no key of this Worker made. */
export function isRefusedUnasked(reason: RefusalReason): reason is 'malformed' | 'wrong-tag' {
  return reason === 'malformed' || reason === 'wrong-tag';
}

interface Evaluation {
  request: VerificationRequest;
  secret: Secret;
  /** Undefined if there is no such token. */
  row: TokenRow | undefined;
  policy: Policy;
  /** Epoch milliseconds. */
  now: number;
}

/** The verdict on a token's row. */
export function evaluate({ request, secret, row, policy, now }: Evaluation): Verdict {
  const { site, credential, needs, address } = request;
  if (!row) return { kind: 'refused', reason: 'unknown' };
  if (row.site !== site.id) return { kind: 'refused', reason: 'other-site' };
  if (credential.user !== undefined && !isSameName(credential.user, row.ownerName))
    return { kind: 'refused', reason: 'other-user', token: row };
  const expiresAt = effectiveExpiry(row, policy.maxLifetimeDays);
  if (expiresAt !== null && now >= expiresAt)
    return { kind: 'refused', reason: 'expired', token: row };
  if (!isAllowedFrom(address, row.ipRanges) || !isAllowedFrom(address, policy.ipRanges))
    return { kind: 'forbidden', reason: 'address', token: row };
  if (needs === 'write' && row.scope === 'read')
    return { kind: 'forbidden', reason: 'scope', token: row };
  return { kind: 'good', token: row, secret, expiresAt };
}

/** Parsed once for each cached row and policy. */
const parsedRanges = new WeakMap<readonly string[], IpRange[]>();

function isAllowedFrom(address: string, ranges: readonly string[] | null): boolean {
  if (ranges === null) return true;
  let parsed = parsedRanges.get(ranges);
  if (!parsed) {
    parsed = ranges.flatMap((text) => parseIpRange(text) ?? []);
    parsedRanges.set(ranges, parsed);
  }
  return isInRanges(address, parsed);
}
