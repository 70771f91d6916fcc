import { testEnv } from './isolate.ts';

// Rows as older versions wrote them, past the stores of this one.

const { DB } = testEnv;

export async function dropEverything(): Promise<void> {
  const { results } = await DB.prepare(
    `SELECT type, name FROM sqlite_schema
     WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'token_search_%'
     ORDER BY name = 'token_search' DESC`,
  ).all<{ type: string; name: string }>();
  for (const { type, name } of results) await DB.exec(`DROP ${type} ${name}`);
}

export async function insert(table: string, row: object): Promise<void> {
  const columns = Object.keys(row);
  await DB.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
    .bind(...Object.values(row))
    .run();
}

export async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  const { results } = await DB.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();
  return results;
}
