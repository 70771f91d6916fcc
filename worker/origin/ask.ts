import type { Site } from '../env.ts';

/** How long the product may take to say who somebody is. */
const answerMs = 10_000;

/**
 * The answer to a question to the product: its status and headers, the user it says it served (`X-AUSERNAME`, undefined
 * where it does not say), and the JSON it answered (undefined where it was none).
 */
export interface OriginAnswer {
  status: number;
  headers: Headers;
  servedUser: string | undefined;
  json: unknown;
}

export type Ask = (request: Request) => Promise<OriginAnswer>;

/** Throws where the origin cannot be reached or takes too long. Redirects are not followed: they would carry the session. */
export function createAsk(fetch: (request: Request, init: RequestInit) => Promise<Response>): Ask {
  return async (request) => {
    const response = await fetch(request, {
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(answerMs),
    });
    const isJson = /^application\/([\w.-]+\+)?json\b/.test(
      response.headers.get('Content-Type') ?? '',
    );
    if (!isJson) await response.body?.cancel();
    return {
      status: response.status,
      headers: response.headers,
      servedUser: servedUserOf(response.headers),
      json: isJson ? await response.json() : undefined,
    };
  };
}

/** Jira and Confluence name the user they served: URL-encoded UTF-8, or `anonymous`. */
export function servedUserOf(headers: Headers): string | undefined {
  const value = headers.get('X-AUSERNAME');
  if (value === null) return undefined;
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

/** A request to the site's REST API that carries the browser's own session, and nothing else of the browser's request. */
export function asSession(
  site: Site,
  path: string,
  cookie: string,
  { method, body }: { method: string; body?: unknown } = { method: 'GET' },
): Request {
  const headers = new Headers({
    Cookie: cookie,
    Accept: 'application/json',
    'User-Agent': 'Postern',
  });
  // The product's XSRF filter asks for it with what changes something.
  if (method !== 'GET') headers.set('X-Atlassian-Token', 'no-check');
  if (body === undefined) return new Request(site.origin + path, { method, headers });
  headers.set('Content-Type', 'application/json');
  return new Request(site.origin + path, { method, headers, body: JSON.stringify(body) });
}
