/** At once, where nothing has to be waited for: a promise costs each request of the hot path more than what it is for. */
export type Soon<T> = T | Promise<T>;

/** What comes of it, as soon as itself. */
export function andThen<T, U>(soon: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return soon instanceof Promise ? soon.then(next) : next(soon);
}

/** Itself, or what comes of its failure. */
export function orElse<T>(begin: () => Soon<T>, failed: (error: unknown) => T): Soon<T> {
  try {
    const soon = begin();
    return soon instanceof Promise ? soon.catch(failed) : soon;
  } catch (error) {
    return failed(error);
  }
}
