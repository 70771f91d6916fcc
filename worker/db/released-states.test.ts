import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyRecord } from '../../shared/contract/policy-changes.ts';
import type { TokenPage } from '../../shared/contract/token.ts';
import type { Secret } from '../../shared/token-format.ts';
import { api, basic, jira, openIsolate, testEnv } from '../../tests/support/workerd/isolate.ts';
import { dropEverything, insert, rowsOf } from '../../tests/support/workerd/old-rows.ts';
import { logIn } from '../../tests/support/workerd/origin.ts';
import { alice } from '../../tests/support/workerd/tokens.ts';
import { createTokenHasher } from '../crypto/token-hash.ts';

const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
const { DB } = testEnv;
const day = 86_400_000;

/** Every state that a deployed Worker may have left its database in. */
const states = MIGRATIONS.slice(0, -1).map(({ name }, index) => ({ name, applied: index + 1 }));

/** A token of 0.1: it ends with a checksum instead of a tag. */
const secret = 'pst_000000000000000000000000000000000001' as Secret;
const hasher = createTokenHasher(testEnv.TOKEN_PEPPER ?? '', undefined);

const token = {
  id: 'kept',
  site: 'jira',
  hash: hasher.hash(secret),
  pepper: hasher.fingerprint,
  hint: secret.slice(0, 8),
  owner_key: alice.key,
  owner_name: alice.name,
  owner_display_name: alice.displayName,
  owner_folded: alice.displayName.toLowerCase(),
  creator_key: alice.key,
  creator_name: alice.name,
  creator_display_name: alice.displayName,
  description: 'Nightly report',
  description_folded: 'nightly report',
  scope: 'read',
  ip_ranges: '["203.0.113.0/24"]',
  created_at: Date.now() - day,
  expires_at: Date.now() + 30 * day,
  last_used_at: Date.now() - day,
  last_used_from: '203.0.113.9',
};

/** As its first version wrote it; later ones know more fields. */
const policy =
  '{"maxLifetimeDays":365,"defaultLifetimeDays":90,"createGroups":null,"manageGroups":["token-managers"],"readOnlyGroups":[],"maxTokensPerUser":7,"passwords":"allow","ipRanges":null,"deleteUnusedAfterDays":null,"auditVerifications":false}';

const event = {
  id: 'e',
  site: 'jira',
  at: Date.now() - day,
  action: 'token.created',
  actor_key: alice.key,
  actor_name: alice.name,
  token_id: 'kept',
  description: 'Nightly report',
  owner_key: alice.key,
  owner_name: alice.name,
  address: '203.0.113.9',
  user_agent: 'test',
  request_id: 'r',
};

/** What there is in the tables of today's first migration, and in those that came with a later one. */
async function fill(applied: number): Promise<string[]> {
  const has = (prefix: string) =>
    MIGRATIONS.slice(0, applied).some(({ name }) => name.startsWith(prefix));
  await insert('tokens', {
    ...token,
    ...(has('0002') && { native_id: '42', native_seal: 'c2VhbA==' }),
    ...(has('0004') && { replaced_by: 'another' }),
    ...(has('0006') && { reminded_days: 14 }),
  });
  await insert('policies', { site: 'jira', version: 3, policy, updated_at: 1, updated_by: 'seed' });
  await insert('audit_events', event);
  if (has('0005')) {
    const times = { updated_at: 1, updated_by: JSON.stringify(alice) };
    const hook = {
      site: 'jira',
      version: 1,
      events: '["token.created"]',
      shape: 'json',
      enabled: 0,
    };
    await insert('webhooks', { ...hook, ...times });
    await insert('webhook_outbox', {
      id: 'o',
      site: 'jira',
      event: 'token.created',
      at: 1,
      data: '{}',
      next_at: 1,
    });
  }
  if (has('0006')) await insert('night_progress', { site: 'jira', task: 'owners', position: 'x' });
  return [
    'tokens',
    'policies',
    'audit_events',
    ...(has('0005') ? ['webhooks', 'webhook_outbox'] : []),
    ...(has('0006') ? ['night_progress'] : []),
  ];
}

describe.each(states)('a database as $name left it', ({ applied }) => {
  beforeEach(async () => {
    await dropEverything();
    await applyD1Migrations(DB, MIGRATIONS.slice(0, applied));
  });
  afterAll(async () => {
    await dropEverything();
    await applyD1Migrations(DB, MIGRATIONS);
  });

  it('keeps everything except the tokens of 0.1', async () => {
    const tables = (await fill(applied)).filter((table) => table !== 'tokens');
    const before = await Promise.all(tables.map(rowsOf));
    expect(before.every((rows) => rows.length > 0)).toBe(true);
    await applyD1Migrations(DB, MIGRATIONS);
    const after = await Promise.all(tables.map(rowsOf));
    expect(after).toMatchObject(before);
    expect(await rowsOf('tokens')).toEqual([]);
    await DB.exec("INSERT INTO token_search (token_search, rank) VALUES ('integrity-check', 1)");
  });

  it("serves today's Worker: tokens are created, found and deleted, policy and audit are there", async () => {
    await fill(applied);
    await applyD1Migrations(DB, MIGRATIONS);
    await isServed();
  });

  it('accepts what the older Worker writes, so that a rollback works', async () => {
    await applyD1Migrations(DB, MIGRATIONS);
    await fill(applied);
    await isServed();
  });
});

async function isServed(): Promise<void> {
  const isolate = openIsolate();
  const use = (token: string) =>
    isolate.fetch(`${jira}/rest/api/2/myself`, {
      headers: { Authorization: basic('alice', token) },
    });
  expect((await use(secret)).status).toBe(401);

  const [session, admin] = [await logIn('jira', 'alice'), await logIn('jira', 'admin')];
  const made = await isolate.create(jira, session, { description: 'Nightly report of today' });
  const served = await use(made.secret);
  expect([served.status, await served.json()]).toMatchObject([200, { name: 'alice' }]);
  const read = async <T>(path: string, cookie: string) => {
    const response = await isolate.call('GET', `${jira}${api}${path}`, cookie);
    expect(response.status).toBe(200);
    return response.json<T>();
  };
  const { tokens } = await read<TokenPage>('/tokens?q=LY%20REPORT%20of', session);
  expect(tokens).toMatchObject([{ id: made.token.id }]);
  expect(await read<PolicyRecord>('/policy', admin)).toMatchObject({
    version: 3,
    policy: { maxTokensPerUser: 7, manageGroups: ['token-managers'] },
  });
  const { events } = await read<{ events: object[] }>('/audit?action=token.created', admin);
  expect(events).toContainEqual(
    expect.objectContaining({ token: expect.objectContaining({ id: 'kept' }) }),
  );

  const gone = await isolate.call('DELETE', `${jira}${api}/tokens/${made.token.id}`, session);
  expect(gone.status).toBe(204);
  expect((await use(made.secret)).status).toBe(401);
}

it('there are states before this one', () => expect(states.length).toBeGreaterThan(5));
