import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/operate.md', 'utf8');
const queries = [...page.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => sql);
const source = readFileSync('worker/gateway/metrics.ts', 'utf8');
const fields = [
  ...(/metricFields = \[([\s\S]*?)\]/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g),
].map(([, field = '']) => field);

/** Two isolates' points of one site in one interval, one of another site, one of lookups, and one of yesterday. */
const now = 1_764_000_000;
const points: [site: string, at: number, sampled: number, values: Record<string, number>][] = [
  [
    'jira',
    now - 10,
    1,
    { passed: 90, refused: 4, forbidden: 2, originRequests: 10, originMs: 900 },
  ],
  ['jira', now - 20, 2, { passed: 5, originRequests: 5, originErrors: 1, originMsMax: 700 }],
  ['wiki', now - 30, 1, { originRequests: 1, originFailures: 1, originMs: 50 }],
  ['*', now - 40, 1, { lookups: 53, lookupFailures: 1, lookupMs: 530, lookupMsMax: 99 }],
  ['jira', now - 100_000, 1, { passed: 1_000_000, originRequests: 1_000_000 }],
];

/** SQLite with the few words of Analytics Engine's SQL that it has not, and these points. */
function run(query: string) {
  const database = new DatabaseSync(':memory:');
  const seconds = { MINUTE: 60, DAY: 86_400 };
  database.function('NOW', () => now);
  database.function('toStartOfInterval', (at, step) => Number(at) - (Number(at) % Number(step)));
  const columns = fields.map((_, at) => `double${at + 1} REAL`).join(', ');
  database.exec(
    `CREATE TABLE postern_metrics (timestamp INTEGER, _sample_interval REAL, index1 TEXT, ${columns})`,
  );
  for (const [site, at, sampled, values] of points) {
    const row = [at, sampled, site, ...fields.map((field) => values[field] ?? 0)];
    database
      .prepare(`INSERT INTO postern_metrics VALUES (${row.map(() => '?').join(', ')})`)
      .run(...row);
  }
  const sql = query.replace(/INTERVAL '(\d+)' (MINUTE|DAY)/g, (_, count, unit) =>
    String(Number(count) * seconds[unit as keyof typeof seconds]),
  );
  return database.prepare(sql).all();
}

describe('the queries of docs/operate.md', () => {
  it('are three, over doubles in the order in which the Worker writes them', () => {
    expect(queries).toHaveLength(3);
    expect(fields.length).toBeGreaterThan(14);
    const [, listed = ''] = /The doubles, in this order: ([\s\S]*?)\. Times/.exec(page) ?? [];
    expect([...listed.matchAll(/`(\w+)`/g)].map(([, field]) => field)).toEqual(fields);
  });

  it('count verifications by outcome', () => {
    expect(run(queries[0] ?? '')).toEqual([
      expect.objectContaining({ passed: 100, refused: 4, forbidden: 2, unavailable: 0 }),
    ]);
  });

  it('tell how lookups do, and how many verifications needed none', () => {
    expect(run(queries[1] ?? '')).toEqual([
      expect.objectContaining({
        lookups: 53,
        failed: 1,
        mean_ms: 10,
        longest_ms: 99,
        hit_ratio: 0.5,
      }),
    ]);
  });

  it('tell how each product does, of this day alone', () => {
    expect(run(queries[2] ?? '')).toMatchObject([
      { site: 'jira', requests: 20, no_answer: 0, errors: 2, mean_ms: 45, longest_ms: 700 },
      { site: 'wiki', requests: 1, no_answer: 1, errors: 0, mean_ms: 50 },
    ]);
  });
});
