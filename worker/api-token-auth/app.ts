import { type Context, Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { problemStatus } from '../../shared/contract/problem.ts';
import { problemOf as problemIn } from '../app.ts';
import type { AppEnv } from '../caller.ts';
import { forbidStorage, limitBody } from '../guard.ts';
import { errorFacts, log } from '../log.ts';
import { auditRefusals } from '../refusal.ts';
import { tellOfChanges } from '../webhook/tell-of-changes.ts';
import { guardPages, identifyEither } from './caller.ts';
import { appTokens } from './tokens.ts';

const base = '/rest/de.resolution.apitokenauth/latest';

/**
 * The documented calls of the Marketplace app "API Token Authentication", for scripts that create their tokens by it. Off where
 * a site does not say `apiTokenAuth`.
 */
export const apiTokenAuth = new Hono<AppEnv>({
  getPath: (request, options) => pathOf(request.url, options?.env?.site.contextPath ?? ''),
})
  .use(
    requestId({ headerName: '' }),
    secureHeaders({ strictTransportSecurity: false }),
    forbidStorage,
  )
  .use(guardPages, limitBody, identifyEither, auditRefusals, tellOfChanges)
  .route('/user', appTokens)
  .notFound((c) => failure(c, 404, 'There is nothing here'))
  .onError((error, c) => {
    const problem = problemIn(error);
    if (problem.code === 'internal' || problem.code === 'unavailable')
      log('error', 'api-token-auth.failed', {
        requestId: c.var.requestId,
        site: c.env.site.id,
        ...errorFacts(error),
      });
    return failure(c, problemStatus[problem.code], problem.detail);
  });

/** Below the app's own; a slash at the end, as some of its documented calls have it, means nothing. */
function pathOf(url: string, contextPath: string): string {
  return new URL(url).pathname.slice(contextPath.length + base.length).replace(/\/$/, '');
}

/** The app's own shape of an error. */
function failure(c: Context<AppEnv>, status: number, errorMessage: string): Response {
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': `Session realm="${c.env.site.id}"` }),
  };
  return new Response(JSON.stringify({ errorMessage }), { status, headers });
}
