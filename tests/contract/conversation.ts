// What an extension and a Worker of one version said to each other, to be said again with the Worker or the extension of
// another one. Only types and pure functions: the tests in workerd read it too.

export type Speaker = 'alice' | 'bob' | 'admin' | 'nobody' | 'token';

/** `path`, `query` and `body` may have `{id 1}` (of the first token that was made), `{cursor}` and `{in 30 days}`. */
export interface Question {
  as: Speaker;
  /** The call's operationId. */
  call: string;
  method: string;
  path: string;
  query?: string;
  body?: unknown;
}

export interface Exchange extends Question {
  status: number;
  /** Null where there was no body. */
  answer: unknown;
}

/** Fills in what only the running Worker knows, and learns it from its answers. */
export function createPlaces(now: () => number) {
  const ids: string[] = [];
  const secrets: string[] = [];
  let cursor = '';

  function fill(text: string): string {
    return text
      .replace(/\{id (\d+)\}/g, (_, number) => ids[Number(number) - 1] ?? 'unknown')
      .replace(/\{in (\d+) days\}/g, (_, days) =>
        new Date(now() + Number(days) * 86_400_000).toISOString(),
      )
      .replace(/\{cursor\}/g, () => encodeURIComponent(cursor));
  }

  function learn({ call }: Question, answer: unknown): void {
    const { token, secret, nextCursor } = Object(answer) as Record<string, unknown>;
    if (call === 'createToken' && typeof secret === 'string') {
      ids.push((token as { id: string }).id);
      secrets.push(secret);
    }
    if (typeof nextCursor === 'string') cursor = nextCursor;
  }

  return {
    learn,
    secrets,
    filled({ path, query, body }: Question) {
      return {
        target: fill(path) + (query ? `?${fill(query)}` : ''),
        body: body === undefined ? undefined : fill(JSON.stringify(body)),
      };
    },
  };
}
