import type { Policy } from '../../shared/contract/policy.ts';
import type { Person } from '../../shared/contract/user.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { SampledEvent } from '../domain/audit.ts';
import { isRefusedUnasked, type Verdict, type VerificationRequest } from './evaluate.ts';
import { userAgentOf } from './request.ts';

/** A verification request, with what the audit records of it beside the verdict. */
export interface Presented extends VerificationRequest {
  request: Request;
  requestId: string;
}

interface Dependencies {
  /** The policy that was read last, of any age. Costs no query. */
  lastKnownPolicy: (site: string) => Policy | undefined;
  record: (event: SampledEvent) => Promise<void> | undefined;
}

export type VerificationAudit = ReturnType<typeof createVerificationAudit>;

/**
 * Records verifications in the audit, if the site's policy says so. Returns the write, for `waitUntil`. What is refused without a
 * query is not recorded, so that made-up tokens cost none, and do not use up the audit's budget for real tokens.
 */
export function createVerificationAudit({ lastKnownPolicy, record }: Dependencies) {
  return (verdict: Verdict, presented: Presented): Promise<void> | undefined => {
    if (lastKnownPolicy(presented.site.id)?.auditVerifications !== true) return undefined;
    const event = toEvent(verdict, presented);
    return event && record(event);
  };
}

function toEvent(verdict: Verdict, presented: Presented): SampledEvent | undefined {
  const { site, address, request, requestId, needs, credential } = presented;
  const by = typedName(credential.user);
  const about = {
    site: site.id,
    address,
    userAgent: userAgentOf(request),
    requestId,
    by,
  };
  switch (verdict.kind) {
    case 'good':
      return {
        ...about,
        ...describeOwner(verdict.token),
        action: 'verification.passed',
        details: { needs },
      };
    case 'forbidden':
      return {
        ...about,
        ...describeOwner(verdict.token),
        action: 'verification.forbidden',
        details: { reason: verdict.reason },
      };
    case 'refused': {
      const { reason, token } = verdict;
      if (isRefusedUnasked(reason)) return undefined;
      const known = token && describeOwner(token);
      // The typed name is not the owner's, and neither is proven.
      const whose = reason === 'other-user' ? { ...known, by: about.by } : known;
      return { ...about, ...whose, action: 'verification.refused', details: { reason } };
    }
    case 'unavailable':
      return undefined;
  }
}

/** The owner, as far as a token proves that. */
function describeOwner({ id, ownerKey, ownerName }: TokenRow) {
  const owner: Omit<Person, 'displayName'> & { displayName: null } = {
    key: ownerKey,
    name: ownerName,
    displayName: null,
  };
  return { tokenId: id, owner, by: owner };
}

/** Never a token that was pasted into the wrong field. */
export function typedName(user: string | undefined) {
  if (!user || /pst_/i.test(user)) return null;
  return { key: null, name: user.slice(0, 255), displayName: null };
}
