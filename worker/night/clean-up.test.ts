import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../shared/lifetime.ts';
import {
  api,
  basic,
  jira,
  jiraByPat,
  openIsolate,
  setPolicy,
  testEnv,
} from '../../tests/support/workerd/isolate.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { localJira, localSites, receiver } from '../../tests/support/workerd/receiver.ts';
import {
  alice,
  auditTrail,
  insertTokens,
  multiplyTokens,
} from '../../tests/support/workerd/tokens.ts';

const nightly = '17 3 * * *';
const now = Date.now();
const ago = (days: number) => now - days * dayMs;

let isolate: ReturnType<typeof openIsolate>;
beforeEach(() => {
  isolate = openIsolate();
});

const left = async () =>
  (
    await testEnv.DB.prepare('SELECT description FROM tokens ORDER BY seq').all<{
      description: string;
    }>()
  ).results.map(({ description }) => description);

async function reports(site = 'jira') {
  const trail = await auditTrail();
  return trail
    .filter((event) => event.action === 'cleanup.run' && event.site === site)
    .map(({ details }) => JSON.parse(details ?? ''));
}
const nothing = { expired: 0, unused: 0, auditEvents: 0, leftAtOrigin: 0, finished: true };
const deletions = async () =>
  (await auditTrail())
    .filter(({ action }) => action === 'token.deleted')
    .map(({ description, details }) => [description, JSON.parse(details ?? '').reason]);

/** The policy as it would be if it had been saved so many days ago. */
async function policySince(days: number, changes: Parameters<typeof setPolicy>[1]) {
  await setPolicy('jira', changes);
  await testEnv.DB.prepare('UPDATE policies SET updated_at = ?').bind(ago(days)).run();
}

describe('expired tokens', () => {
  it('go 30 days after their end, with an event each, and a report for each site', async () => {
    await insertTokens('jira', [
      { description: 'long over', createdAt: ago(90), expiresAt: ago(31) },
      { description: 'over', createdAt: ago(90), expiresAt: ago(29) },
      { description: 'alive', createdAt: ago(90), expiresAt: now + dayMs },
    ]);
    await insertTokens('wiki', [
      { description: 'wiki', createdAt: ago(90), expiresAt: ago(31) },
      { description: 'wiki, alive', createdAt: ago(90), expiresAt: now + dayMs },
    ]);
    await isolate.schedule(nightly);
    expect(await left()).toEqual(['over', 'alive', 'wiki, alive']);
    expect(await deletions()).toEqual([
      ['long over', 'expired'],
      ['wiki', 'expired'],
    ]);
    for (const site of ['jira', 'wiki'])
      expect(await reports(site)).toEqual([{ ...nothing, expired: 1 }]);
    expect(await reports('jira-by-header')).toEqual([nothing]);
    const [report] = (await auditTrail()).filter(({ action }) => action === 'cleanup.run');
    expect(report).toMatchObject({ actor_key: null, token_id: null, address: null });
  });

  it('go as well where the policy ended them, once it has been in force for 30 days', async () => {
    const tokens = [
      { description: 'ended 40 days ago', createdAt: ago(50), expiresAt: null },
      { description: 'ended 10 days ago', createdAt: ago(20), expiresAt: null },
    ];
    await insertTokens('jira', tokens);
    await policySince(29, { maxLifetimeDays: 10 });
    await isolate.schedule(nightly);
    expect(await left()).toHaveLength(2);
    await policySince(31, { maxLifetimeDays: null });
    await isolate.schedule(nightly);
    expect(await left()).toHaveLength(2);
    await policySince(31, { maxLifetimeDays: 10 });
    await isolate.schedule(nightly);
    expect(await left()).toEqual(['ended 10 days ago']);
  });

  it('go also when they were rotated away', async () => {
    await insertTokens('jira', [
      {
        description: 'rotated',
        createdAt: ago(90),
        expiresAt: ago(31),
        replacedBy: crypto.randomUUID() as never,
      },
    ]);
    await isolate.schedule(nightly);
    expect(await left()).toEqual([]);
  });
});

describe('unused tokens', () => {
  const old = { createdAt: ago(100), expiresAt: now + dayMs };

  it('stay where the policy says nothing', async () => {
    await insertTokens('jira', [{ ...old, description: 'never used' }]);
    await isolate.schedule(nightly);
    expect(await left()).toEqual(['never used']);
  });

  it('go after so many days without use, counted from when they were made', async () => {
    await insertTokens('jira', [
      { ...old, description: 'never used' },
      { ...old, description: 'used long ago', lastUsedAt: ago(61) },
      { ...old, description: 'used', lastUsedAt: ago(59) },
      { ...old, description: 'new', createdAt: ago(59) },
      { ...old, description: 'over', expiresAt: ago(1) },
      { ...old, description: 'over by policy', createdAt: ago(400), expiresAt: null },
    ]);
    await policySince(1, { deleteUnusedAfterDays: 60 });
    await isolate.schedule(nightly);
    expect(await left()).toEqual(['used', 'new', 'over', 'over by policy']);
    expect(await deletions()).toEqual([
      ['used long ago', 'unused'],
      ['never used', 'unused'],
    ]);
    expect(await reports()).toEqual([{ ...nothing, unused: 2 }]);
  });

  it('are refused at once on the isolate that deleted them', async () => {
    const { secret } = await isolate.create(jira, await logIn('jira', 'alice'));
    const status = async () =>
      (
        await isolate.fetch(`${jira}/_postern/verify?scope=read`, {
          headers: { Authorization: basic('alice', secret) },
        })
      ).status;
    expect(await status()).toBe(200);
    await testEnv.DB.prepare('UPDATE tokens SET created_at = ?, last_used_at = ?')
      .bind(ago(100), ago(90))
      .run();
    await policySince(1, { deleteUnusedAfterDays: 60 });
    await isolate.schedule(nightly);
    expect(await status()).toBe(401);
  });

  it('leave their native tokens in the product, and the report says how many', async () => {
    const { token } = await isolate.create(jiraByPat, await logIn('jira', 'alice'));
    await testEnv.DB.prepare('UPDATE tokens SET expires_at = ?').bind(ago(31)).run();
    await isolate.schedule(nightly);
    expect(await reports('jira-by-pat')).toEqual([{ ...nothing, expired: 1, leftAtOrigin: 1 }]);
    expect((await auditTrail()).some(({ token_id }) => token_id === token.id)).toBe(true);
  });
});

describe('the audit', () => {
  it('is kept as long as the policy says', async () => {
    await insertTokens('jira', [{}, {}]);
    await insertTokens('wiki', [{}]);
    const age = (days: number, seq: number) =>
      testEnv.DB.prepare(
        'UPDATE audit_events SET at = ? WHERE seq = (SELECT min(seq) + ? FROM audit_events)',
      )
        .bind(ago(days), seq)
        .run();
    await age(366, 0);
    await age(364, 1);
    await age(366, 2);
    await isolate.schedule(nightly);
    expect((await auditTrail()).filter(({ action }) => action === 'token.created')).toHaveLength(1);
    expect(await reports()).toEqual([{ ...nothing, auditEvents: 1 }]);
    await age(4000, 0);
    await setPolicy('jira', { auditRetentionDays: null });
    await isolate.schedule(nightly);
    expect((await auditTrail()).filter(({ action }) => action === 'token.created')).toHaveLength(1);
  });
});

describe('a night', () => {
  it('does nothing twice, and two at once do nothing twice either', async () => {
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await multiplyTokens(2499);
    await Promise.all([1, 2, 3].map(() => openIsolate().schedule(nightly)));
    expect(await left()).toEqual([]);
    expect(await deletions()).toHaveLength(2500);
    const expired = (await reports()).map((report) => report.expired);
    expect(expired.reduce((sum, count) => sum + count)).toBe(2500);
    await isolate.schedule(nightly);
    expect(await deletions()).toHaveLength(2500);
  });

  it('that is cut off leaves no deed without its event, and the next one goes on', async () => {
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await multiplyTokens(2499);
    let batches = 0;
    const DB = new Proxy(testEnv.DB, {
      get(target, name) {
        if (name !== 'batch') return Reflect.get(target, name).bind(target);
        return (statements: D1PreparedStatement[]) =>
          ++batches > 1 ? Promise.reject(new Error('D1_ERROR: gone')) : target.batch(statements);
      },
    });
    await openIsolate({ DB }).schedule(nightly);
    expect([(await left()).length, (await deletions()).length]).toEqual([1500, 1000]);
    await isolate.schedule(nightly);
    expect([(await left()).length, (await deletions()).length]).toEqual([0, 2500]);
  });

  it('of which one site fails does the work of the others', async () => {
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await insertTokens('wiki', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await testEnv.DB.exec(
      "INSERT INTO policies (site, version, policy, updated_at, updated_by) VALUES ('jira', 1, '{\"maxLifetimeDays\":\"x\"}', 0, '')",
    );
    await isolate.schedule(nightly);
    const { results } = await testEnv.DB.prepare('SELECT site FROM tokens').all();
    expect(results).toEqual([{ site: 'jira' }]);
  });

  it('is told by the webhook, a message for each transaction', async () => {
    await receiver.reset();
    const door = openIsolate({ SITES: localSites });
    const webhook = {
      url: `${receiver.url}/hook`,
      events: ['token.deleted'],
      shape: 'json',
      enabled: true,
    };
    const admin = await logIn('jira', 'admin');
    await door.call('PUT', `${localJira}${api}/webhook`, admin, { webhook, version: 0 });
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await multiplyTokens(1499);
    await door.schedule(nightly);
    const told = (await receiver.received()).map(({ body }) => JSON.parse(body).data);
    expect(told.map(({ count, reason, by }) => [count, reason, by])).toEqual([
      [1000, 'expired', null],
      [500, 'expired', null],
    ]);
    expect(told[0].tokens).toHaveLength(20);
  });

  it('by the cron of every few minutes deletes nothing', async () => {
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await isolate.schedule('*/5 * * * *');
    expect(await left()).toHaveLength(1);
    expect(await reports()).toEqual([]);
  });
});

describe('a hundred thousand tokens', () => {
  it('are gone after one night, and the rest was not touched', { timeout: 300_000 }, async () => {
    const site = [{ ...localSites[0] }];
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31), owner: alice }]);
    await multiplyTokens(49_999, { expires_at: `${ago(31)} - i` });
    await multiplyTokens(50_000, {
      expires_at: `${now + 300 * dayMs} + i`,
      last_used_at: `${ago(61)} - i % 1000`,
    });
    await multiplyTokens(20_000, { last_used_at: `${ago(1)} + i` });
    await policySince(1, { deleteUnusedAfterDays: 60 });
    const begun = performance.now();
    await openIsolate({ SITES: site }).schedule(nightly);
    const seconds = (performance.now() - begun) / 1000;
    console.info(`100,000 tokens deleted in ${seconds.toFixed(1)} s`);
    expect(await left()).toHaveLength(20_000);
    expect(await reports()).toEqual([{ ...nothing, expired: 50_000, unused: 50_000 }]);
    const { results } = await testEnv.DB.prepare(
      "SELECT count(*) AS events, count(DISTINCT token_id) AS tokens FROM audit_events WHERE action = 'token.deleted'",
    ).all();
    expect(results).toEqual([{ events: 100_000, tokens: 100_000 }]);
    // A night may take ten minutes; this machine may be busy.
    expect(seconds).toBeLessThan(240);
  });

  it('more than a night can take are gone after some', { timeout: 300_000 }, async () => {
    await insertTokens('jira', [{ createdAt: ago(90), expiresAt: ago(31) }]);
    await multiplyTokens(54_999, { expires_at: `${ago(31)} - i` });
    await isolate.schedule(nightly);
    const [first] = await reports();
    expect(first.finished).toBe(false);
    expect((await left()).length).toBe(55_000 - first.expired);
    await isolate.schedule(nightly);
    expect((await reports()).map(({ finished }) => finished)).toEqual([false, true]);
    expect(await left()).toEqual([]);
  });
});
