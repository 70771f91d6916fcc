import { testEnv } from './isolate.ts';

/** A statement that was asked, with what was bound. */
export interface Asked {
  statement: string;
  values: unknown[];
}

/** The database, and what is asked of it. */
export function recording(asked: Asked[]): D1Database {
  const prepare = (statement: string) => {
    const prepared = testEnv.DB.prepare(statement);
    return new Proxy(prepared, {
      get(target, name) {
        if (name !== 'bind') return Reflect.get(target, name).bind(target);
        return (...values: unknown[]) => {
          asked.push({ statement, values });
          return target.bind(...values);
        };
      },
    });
  };
  return { prepare, batch: testEnv.DB.batch.bind(testEnv.DB) } as unknown as D1Database;
}

export async function rowsReadBy({ statement, values }: Asked): Promise<number> {
  const { meta } = await testEnv.DB.prepare(statement)
    .bind(...values)
    .run();
  return meta.rows_read;
}

export async function planOf({ statement, values }: Asked): Promise<string> {
  const { results } = await testEnv.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail).join('; ');
}
