import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { dropEverything, insert } from '../../tests/support/workerd/old-rows.ts';
import { insertTokens } from '../../tests/support/workerd/tokens.ts';

const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
const { DB } = testEnv;

const schema = async () =>
  (
    await DB.prepare(
      "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name",
    ).all<{ name: string }>()
  ).results.map(({ name }) => name);

/** A row as the first version wrote it. */
const insertOldToken = (description: string) =>
  insert('tokens', {
    id: 'old',
    site: 'jira',
    hash: 'h',
    pepper: 'p',
    hint: 'pst_abcd',
    owner_key: 'k',
    owner_name: 'alice',
    owner_display_name: 'Alice',
    owner_folded: 'alice',
    creator_key: 'k',
    creator_name: 'alice',
    creator_display_name: 'Alice',
    description,
    description_folded: description,
    scope: 'read',
    created_at: 1,
    expires_at: 2,
  });

/** An event as the first versions wrote it. */
const insertOldEvent = (row: object) =>
  insert('audit_events', {
    id: 'e',
    site: 'jira',
    at: 1,
    actor_name: 'alice',
    description: '',
    owner_key: '',
    owner_name: '',
    address: '203.0.113.9',
    user_agent: 'test',
    request_id: 'r',
    ...row,
  });

const search = async (text: string) =>
  (
    await DB.prepare(
      'SELECT description FROM tokens WHERE seq IN (SELECT rowid & 1073741823 FROM token_search WHERE token_search MATCH ?)',
    )
      .bind(`"${text}"`)
      .all<{ description: string }>()
  ).results.map(({ description }) => description);

describe('migrations', () => {
  beforeEach(dropEverything);
  afterAll(async () => {
    await dropEverything();
    await applyD1Migrations(DB, MIGRATIONS);
  });

  it('apply to an empty database, and change nothing the second time', async () => {
    await applyD1Migrations(DB, MIGRATIONS);
    const first = await schema();
    expect(first).toEqual(
      expect.arrayContaining(['tokens', 'policies', 'audit_events', 'token_search']),
    );
    await insertTokens('jira', [{ description: 'kept' }]);
    await applyD1Migrations(DB, MIGRATIONS);
    expect(await schema()).toEqual(first);
    expect(await search('kept')).toEqual(['kept']);
  });

  it('apply one by one to a database in use, and delete the tokens of 0.1 from table and index', async () => {
    const [first, ...rest] = MIGRATIONS;
    const last = rest.findIndex(({ name }) => name.startsWith('0008'));
    await applyD1Migrations(DB, [first ?? expect.fail()]);
    await insertOldToken('was here before');
    for (const migration of rest.slice(0, last)) await applyD1Migrations(DB, [migration]);
    expect(await search('here bef')).toEqual(['was here before']);
    for (const migration of rest.slice(last)) await applyD1Migrations(DB, [migration]);
    expect(await DB.prepare('SELECT count(*) AS n FROM tokens').first('n')).toBe(0);
    expect(await search('here bef')).toEqual([]);
    await insertTokens('jira', [{ description: 'came later' }]);
    expect(await search('later')).toEqual(['came later']);
    await DB.exec("INSERT INTO token_search (token_search, rank) VALUES ('integrity-check', 1)");
  });

  it('keep what the audit has, in its order, and turn what it has nothing of into NULL', async () => {
    const upTo = MIGRATIONS.findIndex(({ name }) => name.startsWith('0003'));
    await applyD1Migrations(DB, MIGRATIONS.slice(0, upTo));
    const token = { token_id: 't', description: 'CI', owner_key: 'k', owner_name: 'alice' };
    await insertOldEvent({ action: 'token.created', actor_key: 'k', ...token });
    await insertOldEvent({ action: 'password.blocked', actor_key: '', token_id: '' });
    await applyD1Migrations(DB, MIGRATIONS);
    const { results } = await DB.prepare('SELECT * FROM audit_events ORDER BY seq').all();
    const rest = {
      site: 'jira',
      at: 1,
      actor_name: 'alice',
      address: '203.0.113.9',
      details: null,
    };
    const none = { token_id: null, description: null, owner_key: null, owner_name: null };
    expect(results).toMatchObject([
      { seq: 1, action: 'token.created', actor_key: 'k', ...token, ...rest },
      { seq: 2, action: 'password.blocked', actor_key: null, ...none, ...rest },
    ]);
    await insertOldEvent({ action: 'token.deleted', actor_key: 'k', ...token });
    expect(await DB.prepare('SELECT max(seq) AS last FROM audit_events').first('last')).toBe(3);
  });
});

describe('the plan of', () => {
  async function planOf(statement: string, ...values: unknown[]): Promise<string> {
    const { results } = await DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
      .bind(...values)
      .all<{ detail: string }>();
    return results.map(({ detail }) => detail).join('; ');
  }

  it.each([['?'], ['?, ?']])(
    'verification is one look into the unique index (%s)',
    async (places) => {
      const values = places.split(', ').map(() => 'x');
      const plan = await planOf(`SELECT id, site FROM tokens WHERE hash IN (${places})`, ...values);
      expect(plan).toBe('SEARCH tokens USING INDEX tokens_hash (hash=?)');
    },
  );

  it.each([
    ['created_at', 'tokens_created'],
    ['last_used_at', 'tokens_last_used'],
    ['expires_at', 'tokens_expires'],
    ['description_folded', 'tokens_description'],
    ['owner_folded', 'tokens_owner_name'],
  ])(
    'a page sorted by %s walks its index, from the first page and from a cursor',
    async (column, index) => {
      for (const [order, comparison] of [
        ['asc', '>'],
        ['desc', '<'],
      ]) {
        const by = `ORDER BY ${column} ${order}, seq ${order} LIMIT 51`;
        const first = await planOf(`SELECT * FROM tokens WHERE site = ? ${by}`, 'jira');
        const next = await planOf(
          `SELECT * FROM tokens WHERE site = ? AND (${column}, seq) ${comparison} (?, ?) ${by}`,
          'jira',
          1,
          1,
        );
        for (const plan of [first, next]) {
          expect(plan).toContain(`USING INDEX ${index}`);
          expect(plan).not.toContain('TEMP B-TREE');
          expect(plan).not.toMatch(/SCAN tokens(?! USING INDEX)/);
        }
      }
    },
  );
});
