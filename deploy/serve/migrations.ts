import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './runtime.ts';

const folder = join('worker', 'db', 'migrations');

/** As wrangler makes it, so that either may go on where the other stopped. */
const table = `CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

/** Brings the database forward, each migration with its note in one transaction; answers the names of those it applied. */
export async function migrate(database: Database): Promise<string[]> {
  await database.prepare(table).run();
  const { results } = await database
    .prepare('SELECT name FROM d1_migrations')
    .all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql') && !applied.has(name))
    .sort();
  for (const name of files) {
    const statements = readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint');
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ]);
  }
  return files;
}
