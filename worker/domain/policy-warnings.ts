import type { Policy } from '../../shared/contract/policy.ts';
import type { PolicyWarning } from '../../shared/contract/policy-changes.ts';
import { isInRanges, parseIpRange } from '../../shared/ip-range.ts';

type Code = PolicyWarning['code'];

/** What speaks against a policy, from the policy and the administrator's own address. */
export function warningsOf(policy: Policy, address: string): PolicyWarning[] {
  const found = [
    ...creationWarnings(policy),
    ...lifetimeWarnings(policy),
    ...addressWarnings(policy, address),
  ];
  return found.map(([code, field]) => ({ code, field, group: null }));
}

type Found = [code: Code, field: keyof Policy][];

function creationWarnings({ createGroups, readOnlyGroups, passwords }: Policy): Found {
  const found: Found = [];
  if (createGroups?.length === 0) {
    found.push(['nobody-may-create', 'createGroups']);
    if (passwords === 'block') found.push(['passwords-blocked-and-nobody-may-create', 'passwords']);
  }
  if (createGroups?.length && createGroups.every((group) => readOnlyGroups.includes(group)))
    found.push(['everybody-reads-only', 'readOnlyGroups']);
  return found;
}

function lifetimeWarnings(policy: Policy): Found {
  const { maxLifetimeDays, defaultLifetimeDays, deleteUnusedAfterDays } = policy;
  if (maxLifetimeDays === null) return [];
  const found: Found = [];
  if (defaultLifetimeDays !== null && defaultLifetimeDays > maxLifetimeDays)
    found.push(['default-above-maximum', 'defaultLifetimeDays']);
  if (deleteUnusedAfterDays !== null && deleteUnusedAfterDays >= maxLifetimeDays)
    found.push(['unused-never-reached', 'deleteUnusedAfterDays']);
  return found;
}

/** Clients come by IPv6 where they can: ranges of one kind keep the other out altogether. */
function addressWarnings({ ipRanges }: Policy, address: string): Found {
  if (ipRanges === null) return [];
  const ranges = ipRanges.flatMap((text) => parseIpRange(text) ?? []);
  const found: Found = [];
  if (!isInRanges(address, ranges)) found.push(['own-address-outside', 'ipRanges']);
  if (ranges.every(({ bits }) => bits === 32)) found.push(['addresses-only-v4', 'ipRanges']);
  if (ranges.every(({ bits }) => bits === 128)) found.push(['addresses-only-v6', 'ipRanges']);
  return found;
}

/** The groups a policy names, each with the first field that names it. */
export function groupsOf(policy: Policy): Map<string, keyof Policy> {
  const fields = ['createGroups', 'manageGroups', 'readOnlyGroups'] as const;
  const named = fields.flatMap((field) =>
    (policy[field] ?? []).map((group) => [group, field] as const),
  );
  return new Map(named.reverse());
}
