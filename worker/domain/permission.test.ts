import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { forcedScopeOf, permissionsOf } from './permission.ts';

const policy = {
  ...defaultPolicy,
  createGroups: ['makers'],
  manageGroups: ['managers'],
  readOnlyGroups: ['readers'],
};
const noRules = { adminGroups: [], onlyOwnersCreate: false };
const may = (groups: string[], isAdministrator = false) =>
  permissionsOf({ groups, isAdministrator }, policy, {
    adminGroups: ['admins'],
    onlyOwnersCreate: false,
  });

describe('permissionsOf', () => {
  it.each([
    [
      [],
      false,
      { createOwn: false, manageOthers: false, createForOthers: false, administer: false },
    ],
    [
      ['makers'],
      false,
      { createOwn: true, manageOthers: false, createForOthers: false, administer: false },
    ],
    [
      ['managers'],
      false,
      { createOwn: false, manageOthers: true, createForOthers: true, administer: false },
    ],
    [
      ['admins'],
      false,
      { createOwn: false, manageOthers: true, createForOthers: true, administer: true },
    ],
    [[], true, { createOwn: false, manageOthers: true, createForOthers: true, administer: true }],
    [
      ['Managers', 'managers ', 'MAKERS'],
      false,
      { createOwn: false, manageOthers: false, createForOthers: false, administer: false },
    ],
  ])('of %j, administrator of the product: %s', (groups, isAdministrator, can) =>
    expect(may(groups, isAdministrator)).toEqual(can),
  );

  it('lets nobody create for others where a token takes its owner to make', () => {
    const rules = { adminGroups: ['admins'], onlyOwnersCreate: true };
    expect(permissionsOf({ groups: ['admins'], isAdministrator: true }, policy, rules)).toEqual({
      createOwn: false,
      manageOthers: true,
      createForOthers: false,
      administer: true,
    });
  });

  it('lets everyone create where the policy names no groups, and nobody manage', () => {
    expect(
      permissionsOf({ groups: ['x'], isAdministrator: false }, defaultPolicy, noRules),
    ).toEqual({
      createOwn: true,
      manageOthers: false,
      createForOthers: false,
      administer: false,
    });
  });

  it('lets nobody create where the list of groups is empty', () => {
    const nobody = { ...policy, createGroups: [] };
    expect(permissionsOf({ groups: ['x'], isAdministrator: true }, nobody, noRules).createOwn).toBe(
      false,
    );
  });
});

describe('forcedScopeOf', () => {
  it('is read for members of the read-only groups alone', () => {
    expect(forcedScopeOf(['readers', 'makers'], policy)).toBe('read');
    expect(forcedScopeOf(['makers'], policy)).toBeNull();
  });

  it('is read for somebody whose groups the product does not show, where there are such groups', () => {
    expect(forcedScopeOf(undefined, policy)).toBe('read');
    expect(forcedScopeOf(undefined, { ...policy, readOnlyGroups: [] })).toBeNull();
  });
});
