import { describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { readSettings } from '../env.ts';
import { createAsk } from './ask.ts';
import { findUserAs, searchUsersAs } from './users.ts';

const [jira, , wiki] = readSettings(testEnv).sites;
const siteOf = { jira: jira ?? expect.fail(), confluence: wiki ?? expect.fail() };
type Product = keyof typeof siteOf;

type Answer = { status?: number; json?: unknown };

/** A product that gives these answers by path, below its context path and without the query. */
const productSaying = (answers: Record<string, Answer>) =>
  createAsk(async ({ url }) => {
    const path = new URL(url).pathname.replace(/^\/(jira|confluence)/, '');
    const { status = 200, json } = answers[path] ?? { status: 404, json: {} };
    if (status === 0) throw new Error('connection refused');
    return Response.json(json, { status });
  });

const searchPath = { jira: '/rest/api/2/user/picker', confluence: '/rest/api/search' };
const userPath = { jira: '/rest/api/2/user', confluence: '/rest/api/user' };
const inBoth: Product[] = ['jira', 'confluence'];

const search = (product: Product, answer: Answer) =>
  searchUsersAs(productSaying({ [searchPath[product]]: answer }), siteOf[product], 'c', 'alice');

const find = (product: Product, answer: Answer, more: Record<string, Answer> = {}) =>
  findUserAs(productSaying({ ...more, [userPath[product]]: answer }), siteOf[product], 'c', 'k');

const inJira = { key: 'k', name: 'alice', displayName: 'Alice' };
const inConfluence = { userKey: 'k', username: 'alice', displayName: 'Alice' };
const alice = { key: 'k', name: 'alice', displayName: 'Alice' };

const unusable: [string, Answer][] = [
  ['500', { status: 500, json: { users: [], results: [], ...inJira, ...inConfluence } }],
  ['401', { status: 401, json: {} }],
  ['another shape', { json: { users: 'none', results: 'none' } }],
  ['no answer', { status: 0 }],
];

describe.each(inBoth)('users of %s', (product) => {
  it.each([...unusable, ['404', { status: 404, json: {} }] as const])(
    'cannot be searched where the product answers with %s',
    async (_, answer) => {
      const failure = { code: 'origin_unavailable', detail: expect.stringContaining('search') };
      await expect(search(product, answer)).rejects.toMatchObject(failure);
    },
  );

  it.each(unusable)('cannot be found where the product answers with %s', async (_, answer) => {
    await expect(find(product, answer)).rejects.toMatchObject({ code: 'origin_unavailable' });
  });

  it('are none where the product knows none', async () => {
    expect(await find(product, { status: 404, json: {} })).toBeUndefined();
  });

  it('are none where the product answers with another one', async () => {
    const json = { ...inJira, ...inConfluence, key: 'other', userKey: 'other' };
    const memberships = { '/rest/api/user/memberof': { json: { results: [] } } };
    expect(await find(product, { json }, memberships)).toBeUndefined();
  });
});

describe('a user found by key', () => {
  it('of Jira has the groups that the asker is shown, which are not known where they are not', async () => {
    const groups = { items: [{ name: 'a' }, { name: 'b' }] };
    expect(await find('jira', { json: { ...inJira, groups } })).toEqual({
      ...alice,
      groups: ['a', 'b'],
    });
    expect(await find('jira', { json: inJira })).toEqual({ ...alice, groups: undefined });
  });

  it('of Jira is none where disabled', async () => {
    expect(await find('jira', { json: { ...inJira, active: false } })).toBeUndefined();
  });

  it('of Confluence has the groups of another question', async () => {
    const memberships = { '/rest/api/user/memberof': { json: { results: [{ name: 'a' }] } } };
    expect(await find('confluence', { json: inConfluence }, memberships)).toEqual({
      ...alice,
      groups: ['a'],
    });
  });
});

describe('a search', () => {
  it('of Confluence leaves out what is no known user', async () => {
    const results = [
      { user: { type: 'anonymous' } },
      { content: {} },
      null,
      { user: inConfluence },
    ];
    expect(await search('confluence', { json: { results } })).toEqual([
      { ...alice, avatarUrl: null },
    ]);
  });

  const { url, origin } = siteOf.jira;
  it.each([
    [`${origin}/secure/useravatar?ownerId=k`, `${url}/secure/useravatar?ownerId=k`],
    ['https://avatars.example/k.png', 'https://avatars.example/k.png'],
    ['/jira/k.png', `${url}/k.png`],
    [`${origin}.evil.example/k.png`, `${origin}.evil.example/k.png`],
    ['javascript:alert(1)', null],
    ['data:image/png;base64,AAAA', null],
    ['https://[', null],
    ['', null],
    [undefined, null],
  ])('gives the avatar %j as %j', async (avatarUrl, expected) => {
    const users = [{ ...inJira, avatarUrl }];
    expect(await search('jira', { json: { users } })).toEqual([{ ...alice, avatarUrl: expected }]);
  });
});
