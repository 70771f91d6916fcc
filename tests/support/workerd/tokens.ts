import { drizzle } from 'drizzle-orm/d1';
import { createTokenStore } from '../../../worker/db/tokens.ts';
import type { Act, Token, TokenId } from '../../../worker/domain/token.ts';
import { testEnv } from './isolate.ts';

export const alice = { key: 'JIRAUSER10101', name: 'alice', displayName: 'Alice Ångström' };
export const bob = { key: 'JIRAUSER10102', name: 'bob', displayName: 'Bob Manager' };
export const carol = { key: 'JIRAUSER10103', name: 'carol', displayName: 'Çarol Ångström-李' };

const act: Act = { by: alice, address: '203.0.113.9', userAgent: 'test', requestId: 'test' };

/** Puts tokens into the database past all rules, in this order; no secret opens them. */
export async function insertTokens(site: string, wishes: Partial<Token>[]): Promise<Token[]> {
  const store = createTokenStore(drizzle(testEnv.DB), site, () => Date.now());
  const inserted: Token[] = [];
  for (const wish of wishes) {
    const token: Token = {
      id: crypto.randomUUID() as TokenId,
      description: 'a test',
      hint: 'pst_abcd',
      scope: 'write',
      ipRanges: null,
      owner: alice,
      creator: wish.owner ?? alice,
      createdAt: Date.UTC(2026, 0, 1),
      expiresAt: null,
      lastUsedAt: null,
      lastUsedFrom: null,
      replacedBy: null,
      ownerGoneAt: null,
      ...wish,
    };
    await store.insert(
      token,
      { hash: crypto.randomUUID(), pepper: 'test', tagKey: 'test' },
      null,
      act,
    );
    inserted.push(token);
  }
  return inserted;
}

/**
 * As many more tokens like the last one that was put in, in one statement. `changes` are SQL of the columns that shall be
 * others; `i` counts from 1.
 */
export async function multiplyTokens(
  times: number,
  changes: Record<string, string> = {},
): Promise<void> {
  const { results } = await testEnv.DB.prepare('PRAGMA table_info(tokens)').all<{ name: string }>();
  const columns = results.map(({ name }) => name).filter((name) => name !== 'seq');
  const fresh = { id: 'lower(hex(randomblob(16)))', hash: 'lower(hex(randomblob(32)))' };
  const all: Record<string, string> = { ...fresh, ...changes };
  await testEnv.DB.prepare(
    `INSERT INTO tokens (${columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     SELECT ${columns.map((name) => all[name] ?? name)} FROM n, (SELECT * FROM tokens ORDER BY seq DESC LIMIT 1)`,
  )
    .bind(times)
    .run();
}

export interface AuditRow {
  action: string;
  site: string;
  actor_key: string | null;
  actor_name: string | null;
  token_id: string;
  description: string;
  owner_key: string;
  address: string;
  user_agent: string;
  request_id: string;
  details: string | null;
}

/** All audit events, oldest first. */
export async function auditTrail(): Promise<AuditRow[]> {
  const { results } = await testEnv.DB.prepare(
    'SELECT * FROM audit_events ORDER BY seq',
  ).all<AuditRow>();
  return results;
}

/** Everything in the database as text, the text index included. */
export async function dump(): Promise<string> {
  const tables = [
    'tokens',
    'policies',
    'audit_events',
    'webhooks',
    'webhook_outbox',
    'token_search',
  ];
  const all = await testEnv.DB.batch(
    tables.map((table) => testEnv.DB.prepare(`SELECT * FROM ${table} ORDER BY 1`)),
  );
  return JSON.stringify(all.map(({ results }) => results));
}
