import { drizzle } from 'drizzle-orm/d1';
import { beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../../tests/support/workerd/isolate.ts';
import { type Asked, recording, rowsReadBy } from '../../tests/support/workerd/queries.ts';
import type { AuditFilters, AuditPosition } from '../domain/audit-list.ts';
import { createAuditLog } from './audit-log.ts';

const many = 5000;
const everything: AuditFilters = {
  actor: undefined,
  owner: undefined,
  token: undefined,
  actions: [],
  from: undefined,
  to: undefined,
};

/** Thousands of verifications of one person's token, and in the middle of them one deletion by the same. */
beforeEach(async () => {
  await testEnv.DB.prepare(
    `INSERT INTO audit_events (id, site, at, action, actor_key, owner_key, token_id)
     WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${many})
     SELECT 'e' || value, 'jira', value / 10,
       CASE value WHEN ${many / 2} THEN 'token.deleted' ELSE 'verification.passed' END, 'A', 'A', 't' FROM n`,
  ).run();
});

async function read(filters: Partial<AuditFilters>, after?: AuditPosition) {
  const asked: Asked[] = [];
  const { rows } = await createAuditLog(drizzle(recording(asked)), 'jira')(
    { ...everything, ...filters },
    50,
    after,
  );
  const [only, ...more] = asked;
  expect(more).toEqual([]);
  return { found: rows.length, rowsRead: await rowsReadBy(only ?? expect.fail()) };
}

describe('among many events', () => {
  it.each<[Partial<AuditFilters>, number]>([
    [{}, 50],
    [{ actor: 'A' }, 50],
    [{ owner: 'A' }, 50],
    [{ token: 't' }, 50],
    [{ actions: ['verification.passed'] }, 50],
    [{ actions: ['token.deleted'] }, 1],
    [{ actions: ['token.deleted', 'policy.changed'] }, 1],
    [{ actions: ['token.deleted'], actor: 'A' }, 1],
    [{ actions: ['token.deleted'], owner: 'A' }, 1],
    [{ actions: ['token.deleted'], token: 't' }, 1],
    [{ actor: 'nobody' }, 0],
    [{ actions: ['policy.changed'] }, 0],
    [{ actions: ['verification.passed'], from: 100, to: 200 }, 50],
    [{ from: 100, to: 200 }, 50],
  ])('%j reads the page alone, at its begin and far behind', async (filters, found) => {
    const first = await read(filters);
    expect(first.found).toBe(found);
    expect(first.rowsRead).toBeLessThan(400);
    const far = await read(filters, { at: 20, seq: 210 });
    expect(far.rowsRead).toBeLessThan(400);
  });
});

describe('retention', () => {
  it('finds the oldest by the index of the site and the time', async () => {
    const { results } = await testEnv.DB.prepare(
      'EXPLAIN QUERY PLAN SELECT seq FROM audit_events WHERE site = ? AND at < ? ORDER BY at LIMIT 500',
    )
      .bind('jira', 100)
      .all<{ detail: string }>();
    expect(results.map(({ detail }) => detail).join()).toBe(
      'SEARCH audit_events USING COVERING INDEX audit_site_at (site=? AND at<?)',
    );
  });
});

describe('an event', () => {
  it('costs a row for itself, for its number and for each index, less where there is no token', async () => {
    const insert = (columns: string, values: string) =>
      testEnv.DB.prepare(
        `INSERT INTO audit_events (id, site, at, action${columns}) VALUES ('x', 'jira', 1, 'y'${values})`,
      ).run();
    const full = await insert(', actor_key, owner_key, token_id', ", 'a', 'o', 't'");
    expect(full.meta.rows_written).toBe(7);
    expect((await insert('', '')).meta.rows_written).toBe(4);
  });
});
