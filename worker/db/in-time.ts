/** How long the database may take before nobody can say. */
const databaseMs = 2000;

/** The database did not answer in time. */
export class SlowDatabase extends Error {
  override name = 'SlowDatabase';
}

/** The answer of the database, or a SlowDatabase error instead of a late one. */
export type InTime = <T>(answer: Promise<T>) => Promise<T>;

export function createInTime(sleep: (ms: number) => Promise<void>): InTime {
  return (answer) => {
    const late = sleep(databaseMs).then(() => Promise.reject(new SlowDatabase()));
    return Promise.race([answer, late]);
  };
}

/** Whether the database is to blame: it was slow, or D1 says in its own words that it could not. */
export function isDatabaseFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error instanceof SlowDatabase ||
    error.message.startsWith('D1_') ||
    isDatabaseFailure(error.cause)
  );
}
