import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayMs } from '../../shared/lifetime.ts';
import {
  api,
  jira,
  jiraByHeader,
  openIsolate,
  testEnv,
  wiki,
} from '../../tests/support/workerd/isolate.ts';
import { applink, logIn, playground } from '../../tests/support/workerd/origin.ts';
import { type Asked, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import {
  alice,
  auditTrail,
  bob,
  carol,
  insertTokens,
  multiplyTokens,
} from '../../tests/support/workerd/tokens.ts';

const nightly = '17 3 * * *';
const [oneSite] = [(testEnv.SITES as { id: string }[]).filter(({ id }) => id === 'jira')];

const usual = { isDown: false, applink, baseUrl: { jira, confluence: wiki } };

let isolate: ReturnType<typeof openIsolate>;
beforeEach(async () => {
  isolate = openIsolate();
  await playground.configure(usual);
});
afterAll(() => playground.configure(usual));

/** Whose tokens are marked, once for each token. */
const marked = async (site = 'jira') =>
  (
    await testEnv.DB.prepare(
      'SELECT owner_key FROM tokens WHERE site = ? AND owner_gone_at IS NOT NULL ORDER BY seq',
    )
      .bind(site)
      .all<{ owner_key: string }>()
  ).results.map(({ owner_key }) => owner_key);

const ownerEvents = async () =>
  (await auditTrail())
    .filter(({ action }) => action.startsWith('owner.'))
    .map(({ site, action, owner_key, details, actor_key, token_id }) => [
      `${site} ${action}`,
      owner_key,
      JSON.parse(details ?? '').tokens,
      actor_key ?? token_id,
    ]);

/** People the product has never heard of. */
const strangers = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const name = `stranger${String(i).padStart(4, '0')}`;
    return { key: `GONE${name}`, name, displayName: name };
  });

describe('owners whom the product has disabled', () => {
  it('have their tokens marked, which managers see, and the audit is told once', async () => {
    await insertTokens('jira', [{ owner: alice }, { owner: bob }, { owner: alice }]);
    await playground.setActive('alice', false);
    await isolate.schedule(nightly);
    await isolate.schedule(nightly);
    expect(await marked()).toEqual([alice.key, alice.key]);
    expect(await ownerEvents()).toEqual([['jira owner.gone', alice.key, 2, null]]);

    const admin = await logIn('jira', 'admin');
    const response = await isolate.call('GET', `${jira}${api}/manager/tokens`, admin);
    const { tokens } = await response.json<{
      tokens: { owner: { key: string }; ownerGoneAt: string | null }[];
    }>();
    for (const { owner, ownerGoneAt } of tokens) {
      const isGone = owner.key === alice.key;
      expect(Date.parse(ownerGoneAt ?? '') > Date.now() - 60_000).toBe(isGone);
    }
    const { events } = await (
      await isolate.call('GET', `${jira}${api}/audit?action=owner.gone`, admin)
    ).json<{ events: object[] }>();
    expect(events).toMatchObject([
      { actor: null, token: null, owner: alice, details: { tokens: 2 }, address: null },
    ]);
  });

  it('lose the mark when they are back', async () => {
    await insertTokens('jira', [{ owner: alice }, { owner: bob }]);
    await playground.setActive('alice', false);
    await isolate.schedule(nightly);
    await playground.setActive('alice', true);
    await isolate.schedule(nightly);
    expect(await marked()).toEqual([]);
    expect((await ownerEvents()).map(([what]) => what)).toEqual([
      'jira owner.gone',
      'jira owner.returned',
    ]);
  });

  it.each([
    ['jira-by-header', jiraByHeader],
    ['wiki', wiki],
  ])('are found on %s too', async (site) => {
    const inWiki = (name: string, key: string) => ({ key, name, displayName: name });
    const [here, away] =
      site === 'wiki'
        ? [
            inWiki('alice', '4028b8816f2c1a0e016f2c1b7a330001'),
            inWiki('bob', '4028b8816f2c1a0e016f2c1b7a330002'),
          ]
        : [alice, bob];
    await insertTokens(site, [{ owner: here }, { owner: away }]);
    await playground.setActive('bob', false);
    await isolate.schedule(nightly);
    expect(await marked(site)).toEqual([away.key]);
  });

  it('are not asked for by expired tokens, and not where tokens open native ones', async () => {
    await insertTokens('jira', [{ owner: bob, createdAt: 1, expiresAt: Date.now() - dayMs }]);
    await insertTokens('jira-by-pat', [{ owner: alice }, { owner: bob }]);
    await playground.setActive('bob', false);
    await isolate.schedule(nightly);
    expect(await ownerEvents()).toEqual([]);
    expect(await playground.received()).toEqual([]);
  });
});

describe('owners whom the product does not know', () => {
  it('by their name, or by the key behind it, are marked', async () => {
    const renamed = { ...alice, name: 'alice-before' };
    const follower = { ...carol, key: 'JIRAUSER1' };
    await insertTokens('jira', [
      { owner: alice },
      { owner: renamed },
      { owner: follower },
      ...strangers(1).map((owner) => ({ owner })),
      { owner: bob },
    ]);
    await isolate.schedule(nightly);
    const { results } = await testEnv.DB.prepare(
      'SELECT owner_name FROM tokens WHERE owner_gone_at IS NOT NULL ORDER BY owner_name',
    ).all();
    expect(results.map(({ owner_name }) => owner_name)).toEqual([
      'alice-before',
      'carol',
      'stranger0000',
    ]);
    expect(await ownerEvents()).toHaveLength(3);
  });

  it('are marked once by two nights at once', async () => {
    await insertTokens('jira', [{ owner: bob }, ...strangers(1).map((owner) => ({ owner }))]);
    await Promise.all([1, 2, 3].map(() => openIsolate().schedule(nightly)));
    expect(await ownerEvents()).toHaveLength(1);
  });
});

describe('nobody is marked', () => {
  const alone = [{ owner: alice }];
  const both = [{ owner: alice }, { owner: bob }];

  it.each([
    ['the product is down', both, { isDown: true }],
    ['the link is not known', both, { applink: { ...applink, consumerKey: 'other' } }],
    ['the link may act for nobody', both, { applink: { ...applink, impersonation: false } }],
    ['the product believes in another URL', both, { baseUrl: { jira: 'https://other.test/jira' } }],
  ])('where %s', async (_, tokens, settings) => {
    await insertTokens('jira', tokens);
    await playground.configure(settings);
    await playground.setActive('alice', false);
    await isolate.schedule(nightly);
    expect(await marked()).toEqual([]);
  });

  it('where nobody else is served, who would show that the link works', async () => {
    await insertTokens('jira', alone);
    await playground.setActive('alice', false);
    await isolate.schedule(nightly);
    expect(await marked()).toEqual([]);
  });

  it('where most of them seem gone at once: a directory is away', async () => {
    const warn = vi.spyOn(console, 'warn');
    const crowd = strangers(10).map((owner) => ({ owner }));
    await insertTokens('jira', [...both, ...crowd]);
    await isolate.schedule(nightly);
    expect(await marked()).toEqual([]);
    const lines = warn.mock.calls.map(([line]) => JSON.parse(line));
    expect(lines).toContainEqual({
      event: 'owners.not-believed',
      site: 'jira',
      gone: 10,
      served: 2,
    });
    warn.mockRestore();
  });
});

describe('more owners than a night asks about', () => {
  const site = 'jira';
  const walked = async () =>
    (await testEnv.DB.prepare('SELECT task, position FROM night_progress').all()).results;
  const asked = async () =>
    (await playground.received()).filter(({ target }) => target.includes('/myself')).length;

  it('are asked about in the next ones, and then from the beginning', async () => {
    await insertTokens(site, [{ owner: alice }]);
    await multiplyTokens(250, {
      owner_key: "printf('K%04d', i)",
      owner_name: "printf('stranger%04d', i)",
    });
    await isolate.schedule(nightly);
    expect(await asked()).toBe(200);
    expect(await walked()).toEqual([{ task: 'owners', position: '["K0199","stranger0199"]' }]);
    await isolate.schedule(nightly);
    expect(await asked()).toBe(251);
    expect(await walked()).toEqual([]);
    await isolate.schedule(nightly);
    expect(await asked()).toBe(451);
  });

  it('go on behind the last one asked where the product went away', async () => {
    await insertTokens(site, [{ owner: alice }]);
    await multiplyTokens(30, { owner_key: "printf('K%04d', i)" });
    await playground.configure({ isDown: true });
    await isolate.schedule(nightly);
    expect(await walked()).toEqual([{ task: 'owners', position: '["K0004","alice"]' }]);
  });

  it('cost the database as much as are asked about', async () => {
    await insertTokens(site, [{ owner: alice }]);
    await multiplyTokens(20_000, { owner_key: "printf('K%05d', i)" });
    const asked: Asked[] = [];
    await openIsolate({ DB: recording(asked), SITES: oneSite }).schedule(nightly);
    const walks = asked.filter(({ statement }) => statement.includes('DISTINCT'));
    expect(walks).toHaveLength(2);
    for (const one of walks) expect(await rowsReadBy(one)).toBeLessThan(6000);
  });
});
