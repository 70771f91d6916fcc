import type { Policy } from '../../shared/contract/policy.ts';
import type { Session } from '../../shared/contract/session.ts';
import type { Scope } from '../../shared/contract/token.ts';

/** What the product says of a person: the groups, and whether they administer the product. */
export interface Standing {
  groups: readonly string[];
  isAdministrator: boolean;
}

/** What a site's own configuration says of who may do what. */
export interface SiteRules {
  adminGroups: readonly string[];
  /** A token takes its owner's session to make. */
  onlyOwnersCreate: boolean;
}

/** What somebody may do on a site, from their groups in the product, the site and its policy; nothing else counts. */
export function permissionsOf(
  { groups, isAdministrator }: Standing,
  policy: Policy,
  { adminGroups, onlyOwnersCreate }: SiteRules,
): Session['can'] {
  const administer = isAdministrator || shares(groups, adminGroups);
  const manageOthers = administer || shares(groups, policy.manageGroups);
  return {
    administer,
    manageOthers,
    createForOthers: manageOthers && !onlyOwnersCreate,
    createOwn: policy.createGroups === null || shares(groups, policy.createGroups),
  };
}

/**
 * The only scope that tokens of a member of these groups may have, or null where both may be chosen. Groups that are not known
 * (undefined) may be any.
 */
export function forcedScopeOf(
  groups: readonly string[] | undefined,
  { readOnlyGroups }: Policy,
): Scope | null {
  const mayBeReader = groups ? shares(groups, readOnlyGroups) : readOnlyGroups.length > 0;
  return mayBeReader ? 'read' : null;
}

function shares(mine: readonly string[], theirs: readonly string[]): boolean {
  return theirs.some((group) => mine.includes(group));
}
