import { drizzle } from 'drizzle-orm/d1';
import { beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { type Asked, planOf, recording } from '../../tests/support/workerd/queries.ts';
import { alice, carol, insertTokens } from '../../tests/support/workerd/tokens.ts';
import type { TokenId } from '../domain/token.ts';
import { createTokenLookup } from './token-lookup.ts';
import { createTokenStore } from './tokens.ts';

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
      expect(await find(['sought'], false)).toMatchObject({ row: { hash: 'sought' } });
      expect(metas).toMatchObject([{ rows_read: 1, rows_written: 0 }]);
    },
  );
});
