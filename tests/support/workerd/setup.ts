import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeEach } from 'vitest';
import { refuseLeaks } from '../leaks.ts';
import { playground } from './origin.ts';

const { DB, MIGRATIONS } = env as unknown as {
  DB: D1Database;
  MIGRATIONS: Parameters<typeof applyD1Migrations>[1];
};

beforeEach(async () => {
  await applyD1Migrations(DB, MIGRATIONS);
  await DB.batch(
    ['tokens', 'policies', 'audit_events', 'webhooks', 'webhook_outbox', 'night_progress'].map(
      (table) => DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await playground.reset();
});

/** What the Worker and its tests wrote. */
const written: string[] = [];
for (const level of ['info', 'warn', 'error'] as const) {
  const write = console[level].bind(console);
  console[level] = (...words: unknown[]) => {
    written.push(words.map(String).join(' '));
    write(...words);
  };
}
afterAll(() => refuseLeaks(written.join('\n'), env as unknown as Record<string, unknown>));
