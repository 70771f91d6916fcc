/** One structured line. What is logged names reasons and ids; never a secret, a header or a body. */
export function log(
  level: 'info' | 'warn' | 'error',
  event: string,
  facts: Record<string, unknown>,
): void {
  console[level](JSON.stringify({ event, ...facts }));
}

/** An unknown error as far as a log may hold it: its deepest cause, since drizzle's own message repeats what was bound. */
export function errorFacts(error: unknown): { error: string } {
  if (!(error instanceof Error)) return { error: 'not an Error' };
  return error.cause instanceof Error
    ? errorFacts(error.cause)
    : { error: `${error.name}: ${error.message}` };
}
