import { assemble, type House } from './assemble.ts';
import { type Env, siteOf } from './env.ts';
import { handleGateway } from './gateway/gateway.ts';
import type { Background } from './gateway/request.ts';
import { handleVerify } from './gateway/verify-endpoint.ts';
import { handleHealth } from './health.ts';
import { errorFacts, log } from './log.ts';
import { Problem, problemResponse } from './problem.ts';
import { ConfigurationError } from './site-config.ts';

/** One isolate's handler: which site, and which of its doors. What it keeps between requests hangs on it. */
export function createFrontDoor(): Required<Pick<ExportedHandler<Env>, 'fetch' | 'scheduled'>> {
  let house: House | undefined;

  return {
    fetch(request, env, context) {
      try {
        house ??= assemble(env);
      } catch (error) {
        const requestId = crypto.randomUUID();
        log('error', 'configuration.wrong', { requestId, ...errorFacts(error) });
        const detail =
          error instanceof ConfigurationError
            ? 'Postern is not configured'
            : 'Postern cannot start';
        return problemResponse(new Problem('unavailable', detail), requestId);
      }
      return enter(house, request, context);
    },

    async scheduled({ cron }, env) {
      house ??= assemble(env);
      const { runSchedule } = await import('./night/schedule.ts');
      await runSchedule(house, cron);
    },
  };
}

/**
 * Finds the site and the endpoint of a request. Gateway and verify endpoint need no router. The rest of the code is loaded when a
 * request first needs it.
 */
function enter(
  house: House,
  request: Request,
  context: ExecutionContext,
): Response | Promise<Response> {
  // An invalid Host header makes request.url unparsable.
  const url = URL.parse(request.url);
  const site = url && siteOf(url, house.settings.sites);
  if (!site)
    return problemResponse(
      new Problem('not_found', 'No site has this address'),
      crypto.randomUUID(),
    );

  if (site.apiTokenAuth && isApiTokenAuth(url.pathname, site.contextPath))
    return finished(
      import('./api-token-auth/app.ts').then(({ apiTokenAuth }) =>
        apiTokenAuth.fetch(request, { house, site }, context),
      ),
      context,
    );
  const reserved = belowReserved(url.pathname, site.contextPath);
  if (reserved === undefined) return handleGateway(house.gateway, request, site, context);
  if (reserved === '/verify') return handleVerify(house.gateway, request, site, context);
  if (reserved === '/health') return finished(handleHealth(house.health, site), context);
  if (reserved === '/leaked')
    return finished(
      import('./leaked.ts').then(({ handleLeaked }) => handleLeaked(house, request, site, context)),
      context,
    );
  return finished(
    import('./app.ts').then(({ app }) => app.fetch(request, { house, site }, context)),
    context,
  );
}

/** What was begun is done also where the client hangs up: no deletion that this isolate's memory does not hear of. */
function finished(answer: Promise<Response>, context: Background): Promise<Response> {
  context.waitUntil(answer.catch(() => undefined));
  return answer;
}

/** Calls of the app that some organisations come from; where the site does not answer them, they are the product's. */
function isApiTokenAuth(pathname: string, contextPath: string): boolean {
  return pathname.startsWith(`${contextPath}/rest/de.resolution.apitokenauth/latest/`);
}

/** The path below `{url}/_postern`, which is the Worker's own; undefined for all other paths. */
function belowReserved(pathname: string, contextPath: string): string | undefined {
  const own = `${contextPath}/_postern`;
  return pathname === own || pathname.startsWith(`${own}/`)
    ? pathname.slice(own.length)
    : undefined;
}
