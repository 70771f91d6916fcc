import type { Policy } from '../../shared/contract/policy.ts';
import type { Person } from '../../shared/contract/user.ts';
import type { TokenRow } from '../db/token-lookup.ts';
import type { SampledEvent } from '../domain/audit.ts';
import { type RequestId, userAgentOf } from './request.ts';
import type { Attempt, Verdict } from './verify.ts';

/** An attempt, with what the audit keeps of it beside the verdict. */
export interface Presented extends Attempt {
  request: Request;
  requestId: RequestId;
}

interface Dependencies {
  policies: {
    of: (site: string) => Promise<Policy>;
    lastKnown: (site: string) => Policy | undefined;
  };
  record: (event: SampledEvent) => Promise<void> | undefined;
}

export type VerificationAudit = ReturnType<typeof createVerificationAudit>;

/** Tells the audit of verifications, where the site's policy wants it. What it answers goes on in the background. */
export function createVerificationAudit({ policies, record }: Dependencies) {
  function note(verdict: Verdict, presented: Presented): Promise<void> | undefined {
    const event = eventOf(verdict, presented);
    return event && record(event);
  }

  return (verdict: Verdict, presented: Presented): Promise<void> | undefined => {
    const { id } = presented.site;
    if (!isNews(verdict))
      return isWanted(policies.lastKnown(id)) ? note(verdict, presented) : undefined;
    // Where the database is down, the log alone has the refusal.
    return policies.of(id).then(
      (policy) => (isWanted(policy) ? note(verdict, presented) : undefined),
      () => undefined,
    );
  };
}

function isWanted(policy: Policy | undefined): boolean {
  return policy?.auditVerifications === true;
}

/**
 * A token that was looked for and did not pass before the policy was asked. All others either had the policy read, or are junk
 * that costs no query, and this must not be its first: of junk that comes before anything else, the log alone tells.
 */
function isNews(verdict: Verdict): boolean {
  return (
    verdict.kind === 'refused' && ['unknown', 'other-site', 'other-user'].includes(verdict.reason)
  );
}

function eventOf(verdict: Verdict, presented: Presented): SampledEvent | undefined {
  const { site, address, request, requestId, needs, credential } = presented;
  const by = typedName(credential.user);
  const about = {
    site: site.id,
    address,
    userAgent: userAgentOf(request),
    requestId: requestId(),
    by,
  };
  switch (verdict.kind) {
    case 'good':
      return {
        ...about,
        ...ownersOf(verdict.token),
        action: 'verification.passed',
        details: { needs },
      };
    case 'forbidden':
      return {
        ...about,
        ...ownersOf(verdict.token),
        action: 'verification.forbidden',
        details: { reason: verdict.reason },
      };
    case 'refused': {
      const { reason, token } = verdict;
      const known = token && ownersOf(token);
      // Whoever typed another name than the owner's has proven neither.
      const whose = reason === 'other-user' ? { ...known, by: about.by } : known;
      return { ...about, ...whose, action: 'verification.refused', details: { reason } };
    }
    case 'beyond-limit':
      return { ...about, action: 'verification.refused', details: { reason: verdict.kind } };
    case 'unavailable':
      return undefined;
  }
}

/** A token that its owner presented, or at least somebody who has it. */
function ownersOf({ id, ownerKey, ownerName }: TokenRow) {
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
