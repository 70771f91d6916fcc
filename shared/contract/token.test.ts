import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Instant } from './instant.ts';
import { deleteTokens, ManagerQuery } from './manager.ts';
import { defaultPolicy, Policy } from './policy.ts';
import { TokenQuery } from './token.ts';
import { Description, IpRanges, NewToken } from './token-changes.ts';

const read = <S extends v.GenericSchema>(schema: S, input: unknown) => {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : undefined;
};

describe('Description', () => {
  it.each([
    ['  CI job \t\n', 'CI job'],
    ['Ä', 'Ä'],
    ['李雷的脚本', '李雷的脚本'],
    ['👩‍💻 deploys', '👩‍💻 deploys'],
    ['a'.repeat(200), 'a'.repeat(200)],
    ['😀'.repeat(200), '😀'.repeat(200)],
    ["Robert'); DROP TABLE tokens;--", "Robert'); DROP TABLE tokens;--"],
  ])('takes %j', (text, kept) => expect(read(Description, text)).toBe(kept));

  it.each([
    '',
    '   ',
    '\u00a0\u2003',
    'a'.repeat(201),
    '😀'.repeat(201),
    'a\nb',
    'a\u0000b',
    'a\u007fb',
    'a\u0085b',
    'a\u2028b',
    'gnp.\u202efdp',
    'a\u2066b',
    'a\ud800b',
    7,
    null,
    ['a'],
  ])('refuses %j', (text) => expect(read(Description, text)).toBeUndefined());

  it('keeps one spelling of accented letters', () => {
    expect(read(Description, 'A\u030angstro\u0308m')).toBe('Ångström');
  });
});

describe('Instant', () => {
  it.each([
    '2027-02-21T09:00:00Z',
    '2027-02-21T09:00Z',
    '2027-02-21T09:00:00.5Z',
    '2027-02-21T09:00:00.123Z',
    '2028-02-29T23:59:59Z',
  ])('takes %s', (text) => expect(read(Instant, text)).toBe(text));

  it.each([
    '',
    'tomorrow',
    '2027-02-21',
    '2027-02-21T09:00:00',
    '2027-02-21T09:00:00+01:00',
    '2027-02-21 09:00:00Z',
    '2027-02-21t09:00:00z',
    '2027-02-29T09:00:00Z',
    '2027-13-01T09:00:00Z',
    '2027-02-21T24:00:00Z',
    '2027-02-21T09:60:00Z',
    '2027-02-21T09:00:00.1234Z',
    '+012027-02-21T09:00:00Z',
    '2027-02-21T09:00:00Z ',
    '２027-02-21T09:00:00Z',
    1_803_373_200_000,
    null,
  ])('refuses %j', (text) => expect(read(Instant, text)).toBeUndefined());
});

describe('IpRanges', () => {
  it('has 1 to 50 ranges', () => {
    expect(read(IpRanges, ['10.0.0.0/8', '2001:db8::/32'])).toHaveLength(2);
    expect(read(IpRanges, Array(50).fill('10.0.0.0/8'))).toHaveLength(50);
    expect(read(IpRanges, [])).toBeUndefined();
    expect(read(IpRanges, Array(51).fill('10.0.0.0/8'))).toBeUndefined();
    expect(read(IpRanges, ['10.0.0.1/8'])).toBeUndefined();
    expect(read(IpRanges, '10.0.0.0/8')).toBeUndefined();
  });
});

describe('NewToken', () => {
  const wish = { description: 'CI', expiresAt: null, scope: 'read' };

  it('has no ranges where none are given', () => {
    expect(read(NewToken, wish)).toEqual({ ...wish, ipRanges: null });
    expect(read(NewToken, { ...wish, ipRanges: null })).toEqual({ ...wish, ipRanges: null });
  });

  it.each([
    { scope: 'admin' },
    { scope: undefined },
    { expiresAt: undefined },
    { expiresAt: 0 },
    { owner: '' },
    { owner: { key: 'JIRAUSER1' } },
    { creator: 'JIRAUSER1' },
    { secret: 'pst_' },
    { id: '1' },
    { createdAt: '2027-02-21T09:00:00Z' },
  ])('refuses %o', (change) => expect(read(NewToken, { ...wish, ...change })).toBeUndefined());
});

describe('TokenQuery', () => {
  it('begins with the newest fifty', () => {
    expect(read(TokenQuery, {})).toEqual({ sort: 'created', order: 'desc', limit: 50 });
  });

  it.each(['1', '9', '50', '99', '100'])('takes the limit %s', (limit) =>
    expect(read(TokenQuery, { limit })).toMatchObject({ limit: Number(limit) }),
  );

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: '-1' },
    { limit: '1e1' },
    { limit: '0x10' },
    { limit: '' },
    { limit: ['10', '20'] },
    { sort: 'hash' },
    { sort: 'created; DROP' },
    { sort: 'constructor' },
    { order: 'DESC' },
    { lastUsed: 'always' },
    { expires: '' },
    { createdFrom: '2027-02-30T00:00:00Z' },
    { createdTo: ['2027-02-20T00:00:00Z', '2027-02-21T00:00:00Z'] },
    { q: 'a'.repeat(201) },
    { cursor: 'a'.repeat(2001) },
    { owner: 'JIRAUSER1' },
    { offset: '10' },
  ])('refuses %o', (query) => expect(read(TokenQuery, query)).toBeUndefined());
});

describe('ManagerQuery', () => {
  it('takes one owner, several, or none', () => {
    expect(read(ManagerQuery, {})).toMatchObject({ owner: [] });
    expect(read(ManagerQuery, { owner: 'a' })).toMatchObject({ owner: ['a'] });
    expect(read(ManagerQuery, { owner: ['a', 'b'] })).toMatchObject({ owner: ['a', 'b'] });
    expect(read(ManagerQuery, { owner: Array(51).fill('a') })).toBeUndefined();
    expect(read(ManagerQuery, { owner: '' })).toBeUndefined();
  });
});

describe('the ids to delete', () => {
  it('are 1 to 100', () => {
    const { body } = deleteTokens;
    expect(read(body, { ids: ['a'] })).toEqual({ ids: ['a'] });
    expect(read(body, { ids: Array(100).fill('a') })).toBeDefined();
    for (const ids of [[], Array(101).fill('a'), ['a'.repeat(65)], [1], 'a', null])
      expect(read(body, { ids }), JSON.stringify(ids)).toBeUndefined();
  });
});

describe('Policy', () => {
  it('has a default that fits it', () => {
    expect(read(Policy, defaultPolicy)).toEqual(defaultPolicy);
  });
});
