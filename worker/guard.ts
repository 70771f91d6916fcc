import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { apiBase, clientHeader } from '../shared/contract/endpoint.ts';
import type { AppEnv } from './caller.ts';
import { Problem } from './problem.ts';

const maxBodyBytes = 64 * 1024;
const extensionOrigin = /^(chrome|moz)-extension:\/\/[A-Za-z0-9-]+$/;

/**
 * What a page could make a browser send with the session's cookies is refused before anybody is asked who it was (CSRF):
 * a header no form can set, no page's Origin, and JSON alone.
 */
export const guardSession = createMiddleware<AppEnv>(async (c, next) => {
  if (!c.req.header(clientHeader))
    throw new Problem('forbidden', `The header ${clientHeader} is missing`);
  const origin = c.req.header('Origin');
  if (origin !== undefined && !isExtension(origin, c.env.house.settings.extensionOrigins)) {
    throw new Problem('forbidden', 'Origin must be the extension');
  }
  const type = c.req.header('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(c.req.method);
  if ((takesBody || type !== undefined) && type !== 'application/json') {
    throw new Problem('invalid_request', 'Content-Type must be application/json');
  }
  await next();
});

function isExtension(origin: string, allowed: readonly string[]): boolean {
  return allowed.length > 0 ? allowed.includes(origin) : extensionOrigin.test(origin);
}

export const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem('invalid_request', `The body may have at most ${maxBodyBytes} bytes`);
  },
});

/** Everything of the API is for one person at one moment. */
export const forbidStorage = createMiddleware(async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-store');
});

/** The path below `{site url}/_postern/api/v1`; what lies elsewhere below `_postern` matches no route. */
export function apiPath(url: string, contextPath: string): string {
  const path = new URL(url).pathname.slice(contextPath.length);
  return path.startsWith(`${apiBase}/`) ? path.slice(apiBase.length) : '/_unknown';
}
