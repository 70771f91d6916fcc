import { and, eq } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { type NightTask, nightProgress } from './schema.ts';

/** How far the nightly work of a site has come, as each task writes it down. */
export function createNightProgress(db: DrizzleD1Database, site: string) {
  const of = (task: NightTask) => and(eq(nightProgress.site, site), eq(nightProgress.task, task));

  return {
    async read(task: NightTask): Promise<string | undefined> {
      const [row] = await db.select().from(nightProgress).where(of(task));
      return row?.position;
    },

    /** Undefined: the next night begins at the beginning. */
    async write(task: NightTask, position: string | undefined): Promise<void> {
      if (position === undefined) {
        await db.delete(nightProgress).where(of(task));
        return;
      }
      await db
        .insert(nightProgress)
        .values({ site, task, position })
        .onConflictDoUpdate({
          target: [nightProgress.site, nightProgress.task],
          set: { position },
        });
    },
  };
}
