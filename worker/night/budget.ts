/** What one site may take of a night: statements, of which D1 lets one invocation have 1000, and time. */
export interface Budget {
  /** Whether so many more statements may be run now. */
  take(statements: number): boolean;
}

export function createBudget(statements: number, until: number, now: () => number): Budget {
  let left = statements;
  return {
    take(wanted) {
      if (wanted > left || now() >= until) return false;
      left -= wanted;
      return true;
    },
  };
}
