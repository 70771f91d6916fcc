import { drizzle } from 'drizzle-orm/d1';
import { beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { type Asked, planOf, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import { alice, bob, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { TokenId } from '../domain/token.ts';
import { listingOf } from '../domain/token-list.ts';
import { createTokenLookup } from './token-lookup.ts';
import { createTokenStore } from './tokens.ts';

const sorts = ['created', 'lastUsed', 'expires', 'description', 'owner'] as const;
const range = { createdFrom: '2020-01-01T00:00:00Z', lastUsed: 'never', expires: 'never' } as const;

describe('among many tokens', () => {
  const many = 2000;

  /** One statement for the tokens that are in the way; two each of alice and carol, one with a rare word. */
  beforeEach(async () => {
    await insertTokens('jira', [
      { owner: alice },
      { owner: alice, description: 'rare Word' },
      { owner: carol },
      { owner: carol },
    ]);
    await testEnv.DB.prepare(
      `INSERT INTO tokens SELECT null, lower(hex(randomblob(16))), site, lower(hex(randomblob(32))), pepper, hint, 'other', owner_name,
         owner_display_name, owner_folded, creator_key, creator_name, creator_display_name, 'common text', 'common text', scope, ip_ranges,
         created_at + value, expires_at, last_used_at, last_used_from, native_id, native_seal, null, null, null, tag_key
       FROM tokens, generate_series(1, ${many}) WHERE description = 'rare Word'`.replace(
        `generate_series(1, ${many})`,
        `(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${many}) SELECT value FROM n)`,
      ),
    ).run();
  });

  async function list(query: object): Promise<{ asked: Asked[]; found: number; read: number }> {
    const asked: Asked[] = [];
    const store = createTokenStore(drizzle(recording(asked)), 'jira', Date.now);
    const listing = listingOf(
      { owner: [], sort: 'created', order: 'desc', limit: 50, ...query },
      null,
    );
    const { tokens } = await store.list(listing ?? expect.fail());
    const reads = await Promise.all(asked.map(rowsReadBy));
    return { asked, found: tokens.length, read: reads.reduce((sum, one) => sum + one, 0) };
  }

  it.each(sorts)('a page sorted by %s reads the page alone', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const { asked, found, read } = await list({ sort, order });
      expect(found).toBe(50);
      expect(read).toBeLessThan(120);
      expect(asked).toHaveLength(1);
      expect(await planOf(asked[0] ?? expect.fail())).not.toContain('TEMP B-TREE');
    }
  });

  it.each(sorts)('the tokens of one or some owners by %s read these alone', async (sort) => {
    for (const more of [{}, range, { q: 't' }, { q: 'test' }]) {
      const one = await list({ sort, owner: [alice.key], ...more });
      expect(one.read).toBeLessThan(30);
      const some = await list({ sort, owner: [alice.key, bob.key, carol.key], ...more });
      expect(some.read).toBeLessThan(50);
      expect(await planOf(some.asked.at(-1) ?? expect.fail())).toContain(
        'COVERING INDEX tokens_owner',
      );
    }
  });

  it.each(sorts)('the tokens of owners who are gone by %s read these alone', async (sort) => {
    await insertTokens('jira', [{ owner: bob, ownerGoneAt: 1 }]);
    for (const more of [{}, range, { q: 'test' }, { owner: [bob.key] }]) {
      const { found, read } = await list({ sort, ownerGone: 'yes', ...more });
      expect(found).toBe(1);
      expect(read).toBeLessThan(30);
    }
  });

  it.each(sorts)('a search for a rare word by %s reads what it finds alone', async (sort) => {
    for (const more of [{}, range]) {
      const { found, read } = await list({ sort, q: 'RARE', ...more });
      expect(found).toBe(1);
      expect(read).toBeLessThan(50);
    }
  });

  it('making one more reads the tokens of its owner alone', async () => {
    const asked: Asked[] = [];
    const store = createTokenStore(drizzle(recording(asked)), 'jira', Date.now);
    const [token] = await insertTokens('wiki', [{ owner: alice }]);
    const act = { by: alice, address: '', userAgent: '', requestId: '' };
    const fresh = { ...(token ?? expect.fail()), id: 'fresh' as TokenId };
    expect(await store.insert(fresh, { hash: 'h', pepper: 'p', tagKey: 't' }, 2, act)).toBe(false);
    expect(await store.insert(fresh, { hash: 'h', pepper: 'p', tagKey: 't' }, 3, act)).toBe(true);
    const insert = asked.find(({ statement }) => statement.startsWith('insert into "tokens"'));
    expect(await planOf(insert ?? expect.fail())).toContain(
      'tokens_owner (site=? AND owner_key=?)',
    );
  });

  it('nothing that is done to a token by its id looks at the others of its site', async () => {
    const asked: Asked[] = [];
    const store = createTokenStore(drizzle(recording(asked)), 'jira', Date.now);
    const act = { by: alice, address: '', userAgent: '', requestId: '' };
    const [token] = await insertTokens('jira', [{ owner: alice }]);
    const fresh = { ...(token ?? expect.fail()), id: 'fresh' as TokenId };
    await store.insert(fresh, { hash: 'h', pepper: 'p', tagKey: 't' }, 50, act);
    await store.find([fresh.id], undefined);
    await store.rename(fresh.id, 'renamed', act);
    await store.delete([fresh.id], 'single', act);
    expect(asked.length).toBeGreaterThan(8);
    for (const one of asked)
      expect(await planOf(one), one.statement).not.toMatch(
        /tokens (EXISTS )?USING (COVERING )?INDEX \w+ \(site=\?\)|SCAN tokens USING/,
      );
  });

  it.each([true, false])(
    'a verification reads one row and writes none (strict: %s)',
    async (strict) => {
      await testEnv.DB.prepare(
        "UPDATE tokens SET hash = 'sought' WHERE description = 'rare Word'",
      ).run();
      const metas: D1Meta[] = [];
      const withSession = (constraint: D1SessionConstraint) => ({
        prepare: (statement: string) => ({
          bind: (...values: unknown[]) => ({
            async run() {
              const prepared = testEnv.DB.withSession(constraint).prepare(statement);
              const result = await prepared.bind(...values).run();
              metas.push(result.meta);
              return result;
            },
          }),
        }),
      });
      const { find } = createTokenLookup({ withSession } as unknown as D1Database, strict);
      expect(await find(['sought'])).toMatchObject({ row: { hash: 'sought' } });
      expect(metas).toMatchObject([{ rows_read: 1, rows_written: 0 }]);
    },
  );
});
