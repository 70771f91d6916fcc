import { testEnv } from './isolate.ts';

/** A row of `tokens` as D1 gives it, with every column that the migrations made. */
export type StoredRow = Record<string, string | number | null>;

/** A row as it is when nobody says otherwise: what a real database makes of the columns that must be there. */
export async function blankRow(): Promise<StoredRow> {
  const { results } = await testEnv.DB.prepare('PRAGMA table_info(tokens)').all<{ name: string }>();
  const blank = {
    description: 'a test',
    description_folded: 'a test',
    pepper: 'test',
    tag_key: 'test',
    hint: 'x',
  };
  const known: StoredRow = { ...blank, scope: 'write', last_used_at: 0, created_at: 0, seq: 1 };
  return Object.fromEntries(results.map(({ name }) => [name, known[name] ?? null]));
}

/**
 * The database as the hot path sees it, in memory: rows by hash, policies by site. A session that does not ask for the primary
 * reads from a replica, which has no rows while `isReplicaBehind`. Any statement but those of verification fails.
 */
export function createRowStore() {
  const rows = new Map<string, StoredRow>();
  const policies = new Map<string, string>();
  const state = { isReplicaBehind: false, statements: 0 };

  function answer(statement: string, values: unknown[]): unknown[] {
    state.statements++;
    if (/FROM tokens\s+WHERE hash IN/.test(statement))
      return values
        .map((hash) => rows.get(String(hash)))
        .filter((row) => row !== undefined)
        .map((row) => ({ ...row }));
    if (statement.includes('FROM policies')) {
      const policy = policies.get(String(values[0]));
      return policy === undefined ? [] : [{ policy }];
    }
    if (statement.startsWith('UPDATE tokens SET last_used_at')) return [];
    throw new Error(`D1_ERROR: no such statement: ${statement}`);
  }

  const prepareOn = (isPrimary: boolean) => (statement: string) => ({
    bind: (...values: unknown[]) => ({
      async run() {
        const results = answer(statement, values);
        const isMissing = !isPrimary && state.isReplicaBehind;
        return { results: isMissing ? [] : results, meta: { served_by_primary: isPrimary } };
      },
      first: async () => answer(statement, values)[0] ?? null,
    }),
  });
  const DB = {
    prepare: prepareOn(true),
    withSession: (constraint: string) => ({ prepare: prepareOn(constraint === 'first-primary') }),
  } as unknown as D1Database;
  return { DB, rows, policies, state };
}
