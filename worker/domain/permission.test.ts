import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../shared/contract/policy.ts';
import { forcedScopeOf, permissionsOf } from './permission.ts';

const policy = {
  ...defaultPolicy,
  createGroups: ['makers'],
  manageGroups: ['managers'],
  readOnlyGroups: ['readers'],
};
const may = (groups: string[], isAdministrator = false) =>
  permissionsOf({ groups, isAdministrator }, policy, ['admins']);

describe('permissionsOf', () => {
  it.each([
    [[], false, { createOwn: false, manageOthers: false, administer: false }],
    [['makers'], false, { createOwn: true, manageOthers: false, administer: false }],
    [['managers'], false, { createOwn: false, manageOthers: true, administer: false }],
    [['admins'], false, { createOwn: false, manageOthers: true, administer: true }],
    [[], true, { createOwn: false, manageOthers: true, administer: true }],
    [
      ['Managers', 'managers ', 'MAKERS'],
      false,
      { createOwn: false, manageOthers: false, administer: false },
    ],
  ])('of %j, administrator of the product: %s', (groups, isAdministrator, can) =>
    expect(may(groups, isAdministrator)).toEqual(can),
  );

  it('lets everyone create where the policy names no groups, and nobody manage', () => {
    expect(permissionsOf({ groups: ['x'], isAdministrator: false }, defaultPolicy, [])).toEqual({
      createOwn: true,
      manageOthers: false,
      administer: false,
    });
  });

  it('lets nobody create where the list of groups is empty', () => {
    const nobody = { ...policy, createGroups: [] };
    expect(permissionsOf({ groups: ['x'], isAdministrator: true }, nobody, []).createOwn).toBe(
      false,
    );
  });
});

describe('forcedScopeOf', () => {
  it('is read for members of the read-only groups alone', () => {
    expect(forcedScopeOf(['readers', 'makers'], policy)).toBe('read');
    expect(forcedScopeOf(['makers'], policy)).toBeNull();
  });
});
