import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach } from 'vitest';
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
