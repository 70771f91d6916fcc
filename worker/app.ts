import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { type AppEnv, identify } from './caller.ts';
import { isDatabaseFailure } from './db/in-time.ts';
import { apiPath, forbidStorage, guardSession, limitBody } from './guard.ts';
import { errorFacts, log } from './log.ts';
import { Problem, problemResponse } from './problem.ts';
import { auditRefusals } from './refusal.ts';
import { actAs } from './routes/act-as.ts';
import { audit } from './routes/audit.ts';
import { diagnosis } from './routes/diagnosis.ts';
import { groups } from './routes/groups.ts';
import { managerTokens } from './routes/manager-tokens.ts';
import { openapi } from './routes/openapi.ts';
import { policy } from './routes/policy.ts';
import { rotation } from './routes/rotation.ts';
import { self } from './routes/self.ts';
import { session } from './routes/session.ts';
import { site } from './routes/site.ts';
import { tokens } from './routes/tokens.ts';
import { users } from './routes/users.ts';
import { webhook } from './routes/webhook.ts';
import { tellOfChanges } from './webhook/tell-of-changes.ts';

/** The API at `{site url}/_postern/api/v1`. What stands behind `identify` is open to the browser's session alone. */
export const app = new Hono<AppEnv>({
  getPath: (request, options) => apiPath(request.url, options?.env?.site.contextPath ?? ''),
})
  .use(
    requestId({ headerName: '' }), // HTTPS alone is the site's own decision, for its host and those below it.
    secureHeaders({ strictTransportSecurity: false }),
    forbidStorage,
  )
  .route('/', openapi)
  .route('/', site)
  .route('/', self)
  .use(guardSession, limitBody, identify, auditRefusals, tellOfChanges)
  .route('/', session)
  .route('/', tokens)
  .route('/', rotation)
  .route('/', managerTokens)
  .route('/', users)
  .route('/', actAs)
  .route('/', diagnosis)
  .route('/', policy)
  .route('/', groups)
  .route('/', audit)
  .route('/', webhook)
  .notFound((c) =>
    problemResponse(new Problem('not_found', 'There is nothing here'), c.var.requestId),
  )
  .onError((error, c) => {
    const problem = problemOf(error);
    if (problem.code === 'internal' || problem.code === 'unavailable') {
      log('error', 'api.failed', {
        requestId: c.var.requestId,
        site: c.env.site.id,
        ...errorFacts(error),
      });
    }
    return problemResponse(problem, c.var.requestId, challengeOf(problem, c.env.site.id));
  });

/** Known failures as they are; of anything else a caller learns nothing but the request's id. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new Problem('invalid_request', 'The body is not JSON');
  }
  if (isDatabaseFailure(error)) return new Problem('unavailable', 'The database did not answer');
  return new Problem('internal', 'Something went wrong; the log has it under the request id');
}

/** RFC 9110 wants a challenge with each 401; not Basic, which would make browsers ask for a password. */
function challengeOf({ code }: Problem, siteId: string): HeadersInit {
  return code === 'unauthenticated' ? { 'WWW-Authenticate': `Session realm="${siteId}"` } : {};
}
