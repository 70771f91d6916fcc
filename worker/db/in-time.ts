/** How long the database may take before nobody can say. */
const databaseMs = 2000;

/** The database did not answer in time. */
export class SlowDatabase extends Error {
  override name = 'SlowDatabase';
}

/** The answer of the database, or a SlowDatabase error instead of a late one. */
export type InTime = <T>(answer: Promise<T>) => Promise<T>;

/** Does something after so many milliseconds; what it answers calls that off. */
export type After = (ms: number, act: () => void) => () => void;

export function createInTime(after: After): InTime {
  return async (answer) => {
    let callOff = () => {};
    const late = new Promise<never>((_, reject) => {
      callOff = after(databaseMs, () => reject(new SlowDatabase()));
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      // Two seconds of requests at full speed are many timers.
      callOff();
    }
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
