import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { insertTokens } from '../../tests/support/workerd/tokens.ts';

const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
const { DB } = testEnv;

async function empty(): Promise<void> {
  const { results } = await DB.prepare(
    `SELECT type, name FROM sqlite_schema
     WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'token_search_%'
     ORDER BY name = 'token_search' DESC`,
  ).all<{ name: string }>();
  for (const { name } of results) await DB.exec(`DROP TABLE ${name}`);
}

const schema = async () =>
  (
    await DB.prepare(
      "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name",
    ).all<{ name: string }>()
  ).results.map(({ name }) => name);

/** A row as the first version wrote it. */
async function insertOldToken(description: string): Promise<void> {
  const row = {
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
  };
  const columns = Object.keys(row);
  await DB.prepare(
    `INSERT INTO tokens (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
    .bind(...Object.values(row))
    .run();
}

const search = async (text: string) =>
  (
    await DB.prepare(
      'SELECT description FROM tokens WHERE seq IN (SELECT rowid FROM token_search WHERE token_search MATCH ?)',
    )
      .bind(`"${text}"`)
      .all<{ description: string }>()
  ).results.map(({ description }) => description);

describe('migrations', () => {
  beforeEach(empty);
  afterAll(async () => {
    await empty();
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

  it('apply one by one to a database that is in use, whose tokens are found afterwards', async () => {
    const [first, ...rest] = MIGRATIONS;
    expect(rest.length).toBeGreaterThan(0);
    await applyD1Migrations(DB, [first ?? expect.fail()]);
    await insertOldToken('was here before');
    for (const migration of rest) await applyD1Migrations(DB, [migration]);
    await insertTokens('jira', [{ description: 'came later' }]);
    expect(await search('here bef')).toEqual(['was here before']);
    expect(await search('later')).toEqual(['came later']);
    await DB.prepare('DELETE FROM tokens WHERE id = ?').bind('old').run();
    expect(await search('here bef')).toEqual([]);
    await DB.exec("INSERT INTO token_search (token_search, rank) VALUES ('integrity-check', 1)");
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
