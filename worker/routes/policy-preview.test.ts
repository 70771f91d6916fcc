import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultPolicy, type Policy } from '../../shared/contract/policy.ts';
import type { PolicyEffects, PolicyPreview } from '../../shared/contract/policy-changes.ts';
import { api, jira, openIsolate, setPolicy, wiki } from '../../tests/support/workerd/isolate.ts';
import { logIn, playground } from '../../tests/support/workerd/origin.ts';
import { alice, bob, carol, dump, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { Token } from '../domain/token.ts';

const dayMs = 86_400_000;
const now = Date.now();
/** Days from now; negative is ago. */
const days = (count: number) => now + count * dayMs;

async function preview(changes: Partial<Policy>, site = jira): Promise<PolicyPreview> {
  const cookie = await logIn(site === jira ? 'jira' : 'confluence', 'admin');
  const response = await openIsolate().call('POST', `${site}${api}/policy/preview`, cookie, {
    policy: { ...defaultPolicy, ...changes },
  });
  expect(response.status).toBe(200);
  return response.json();
}

const effectsOf = async (changes: Partial<Policy>) => (await preview(changes)).effects;
const codesOf = async (changes: Partial<Policy>, site = jira) =>
  (await preview(changes, site)).warnings.map(({ code }) => code);

const none: PolicyEffects = {
  live: 0,
  expireAtOnce: 0,
  expireEarlier: 0,
  getAnEnd: 0,
  expireLater: 0,
  outsideAddresses: 0,
  deletedAsUnused: 0,
  workAgain: 0,
  ownersAboveMaximum: 0,
};

afterEach(() => void vi.restoreAllMocks());

describe('the effects of a policy', () => {
  beforeEach(async () => {
    await setPolicy('jira', { maxLifetimeDays: null, maxTokensPerUser: null });
    await insertTokens('wiki', [{ expiresAt: null, lastUsedAt: now, lastUsedFrom: '192.0.2.1' }]);
  });
  const base = { maxLifetimeDays: null, maxTokensPerUser: null } as const;

  it('are none where nothing changes, and on a site without tokens', async () => {
    expect(await effectsOf(base)).toEqual(none);
    await insertTokens('jira', [{ expiresAt: null }, { expiresAt: days(-1) }]);
    expect(await effectsOf(base)).toEqual({ ...none, live: 1 });
  });

  it('on lifetimes: at once, earlier, an end for what had none', async () => {
    await insertTokens('jira', [
      { createdAt: days(-40), expiresAt: days(40) },
      { createdAt: days(-40), expiresAt: null },
      { createdAt: days(-10), expiresAt: days(40) },
      { createdAt: days(-10), expiresAt: null },
      { createdAt: days(-10), expiresAt: days(10) },
      { createdAt: days(-80), expiresAt: days(-2) },
    ]);
    const changed = await effectsOf({ ...base, maxLifetimeDays: 30 });
    expect(changed).toEqual({ ...none, live: 5, expireAtOnce: 2, expireEarlier: 2, getAnEnd: 2 });
  });

  it('of a longer maximum: later, and what had ended works again', async () => {
    await setPolicy('jira', { maxLifetimeDays: 30 });
    await insertTokens('jira', [
      { createdAt: days(-10), expiresAt: null },
      { createdAt: days(-10), expiresAt: days(15) },
      { createdAt: days(-40), expiresAt: null },
      { createdAt: days(-40), expiresAt: days(-1) },
      { createdAt: days(-400), expiresAt: null },
    ]);
    const longer = await effectsOf({ ...base, maxLifetimeDays: 60 });
    expect(longer).toEqual({ ...none, live: 2, expireLater: 1, workAgain: 1 });
    expect(await effectsOf(base)).toEqual({ ...none, live: 2, expireLater: 1, workAgain: 2 });
  });

  it('are what then happens, to the millisecond', async () => {
    const exactly = Date.now() + 60_000;
    await insertTokens('jira', [
      { createdAt: exactly - 30 * dayMs, expiresAt: null },
      { createdAt: Date.now() - 30 * dayMs, expiresAt: null },
    ]);
    const changed = await effectsOf({ ...base, maxLifetimeDays: 30 });
    expect(changed).toMatchObject({ expireAtOnce: 1, expireEarlier: 1, getAnEnd: 2 });
  });

  it('on addresses: last used from outside the new ranges, and inside the old ones', async () => {
    const used = (lastUsedFrom: string): Partial<Token> => ({ lastUsedAt: now, lastUsedFrom });
    await insertTokens('jira', [
      used('10.1.2.3'),
      used('10.1.2.3'),
      used('10.9.9.9'),
      used('2001:db8::1'),
      used('unreadable'),
      { ...used('10.9.9.9'), expiresAt: days(-1) },
      {},
    ]);
    const outside = async (ipRanges: string[] | null) =>
      (await effectsOf({ ...base, ipRanges })).outsideAddresses;
    expect(await outside(['10.1.0.0/16'])).toBe(3);
    expect(await outside(['10.0.0.0/8', '2001:db8::/32'])).toBe(1);
    expect(await outside(['192.0.2.0/24'])).toBe(5);
    expect(await outside(null)).toBe(0);
    await setPolicy('jira', { ...base, ipRanges: ['10.0.0.0/8'] });
    expect(await outside(['10.1.0.0/16'])).toBe(1);
    expect(await outside(['10.0.0.0/8'])).toBe(0);
  });

  it('on users: those with more live tokens than the new maximum', async () => {
    await insertTokens('jira', [
      ...[1, 2, 3].map(() => ({ owner: alice })),
      { owner: bob },
      { owner: bob, expiresAt: days(-1) },
      { owner: bob, expiresAt: days(-1) },
      { owner: carol },
      { owner: carol },
    ]);
    const above = async (maxTokensPerUser: number | null) =>
      (await effectsOf({ ...base, maxTokensPerUser })).ownersAboveMaximum;
    expect([await above(1), await above(2), await above(3), await above(null)]).toEqual([
      2, 1, 0, 0,
    ]);
  });

  it('on tokens that nobody uses', async () => {
    await insertTokens('jira', [
      { createdAt: days(-100) },
      { createdAt: days(-100), lastUsedAt: days(-50) },
      { createdAt: days(-100), lastUsedAt: days(-10) },
      { createdAt: days(-10) },
      { createdAt: days(-100), expiresAt: days(-1) },
    ]);
    const unused = async (deleteUnusedAfterDays: number | null) =>
      (await effectsOf({ ...base, deleteUnusedAfterDays })).deletedAsUnused;
    expect([await unused(30), await unused(60), await unused(5), await unused(null)]).toEqual([
      2, 1, 4, 0,
    ]);
  });

  it('change nothing', async () => {
    await insertTokens('jira', [{ createdAt: days(-40) }]);
    const before = await dump();
    await preview({ maxLifetimeDays: 1 });
    expect(await dump()).toBe(before);
  });
});

describe('warnings', () => {
  /** The test's own address is 203.0.113.9. */
  const own = ['203.0.113.0/24', '2001:db8::/32'];

  it.each<[Partial<Policy>, string[]]>([
    [{}, []],
    [{ createGroups: [] }, ['nobody-may-create']],
    [
      { createGroups: [], passwords: 'block' },
      ['nobody-may-create', 'passwords-blocked-and-nobody-may-create'],
    ],
    [{ passwords: 'block' }, []],
    [{ createGroups: ['jira-users'], readOnlyGroups: ['jira-users'] }, ['everybody-reads-only']],
    [{ createGroups: ['jira-users', 'token-managers'], readOnlyGroups: ['jira-users'] }, []],
    [{ maxLifetimeDays: 30, defaultLifetimeDays: 31 }, ['default-above-maximum']],
    [{ maxLifetimeDays: 30, defaultLifetimeDays: null }, []],
    [{ maxLifetimeDays: 30, defaultLifetimeDays: 30 }, []],
    [{ maxLifetimeDays: null, defaultLifetimeDays: null }, []],
    [{ deleteUnusedAfterDays: 365 }, ['unused-never-reached']],
    [{ deleteUnusedAfterDays: 364 }, []],
    [{ ipRanges: own }, []],
    [{ ipRanges: ['10.0.0.0/8', '2001:db8::/32'] }, ['own-address-outside']],
    [{ ipRanges: ['203.0.113.9'] }, ['addresses-only-v4']],
    [{ ipRanges: ['::ffff:203.0.113.9'] }, ['addresses-only-v4']],
    [{ ipRanges: ['::/0'] }, ['own-address-outside', 'addresses-only-v6']],
  ])('of %j are %j', async (changes, codes) => expect(await codesOf(changes)).toEqual(codes));

  it.each([jira, wiki])('name the groups that the product does not know (%s)', async (site) => {
    const { warnings } = await preview(
      {
        createGroups: ['jira-users', 'gone'],
        manageGroups: ['token-managers', 'gone', 'a/b', 'Token-Managers'],
        readOnlyGroups: ['a&b "c"'],
      },
      site,
    );
    const missing = warnings.filter(({ code }) => code === 'group-not-found');
    const names = missing.map(({ field, group }) => `${field} ${group}`);
    expect(names).toContain('createGroups gone');
    expect(names).toContain('readOnlyGroups a&b "c"');
    expect(names.filter((name) => name.endsWith(' gone'))).toHaveLength(1);
    expect(names.join()).not.toMatch(/ (jira-users|token-managers)/);
  });

  it('say so where the product does not tell', async () => {
    const real = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) =>
      input instanceof Request && input.url.includes('/groups/picker')
        ? new Response('busy', { status: 503 })
        : real(input, init),
    );
    expect(await codesOf({ manageGroups: ['gone'] })).toEqual(['groups-not-checked']);
  });

  it('ask the product forty times at the most', async () => {
    const manageGroups = Array.from({ length: 100 }, (_, n) => `group-${n}`);
    const { warnings } = await preview({ manageGroups });
    const asked = (await playground.received()).filter(({ target }) =>
      target.includes('/groups/picker'),
    );
    expect(asked).toHaveLength(40);
    expect(warnings.at(-1)?.code).toBe('groups-not-checked');
    expect(warnings).toHaveLength(41);
  });
});
