import { mediaType } from './body.ts';
import type { Reply } from './reply.ts';
import { text } from './reply.ts';
import { header, parameter, type Request } from './request.ts';
import type { Session } from './sessions.ts';
import type { Site } from './site.ts';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain', ''];

/**
 * The two checks of Atlassian's REST module, on POST only: a browser must show an origin of ours,
 * which no header lifts; and what a plain form can send needs `X-Atlassian-Token: no-check`.
 */
export function checkXsrf(
  site: Site,
  request: Request,
  session: Session | undefined,
): Reply | undefined {
  if (request.method !== 'POST' || isLogin(request)) return undefined;
  const isRest = request.path.startsWith('/rest/');
  if (isRest && isBrowser(request) && !isOfOurs(site, request)) return refused();
  const isForm = FORM_TYPES.includes(mediaType(header(request, 'Content-Type')));
  return isForm && !hasToken(request, session) ? refused() : undefined;
}

function refused(): Reply {
  return text(403, 'XSRF check failed');
}

function isLogin({ path }: Request): boolean {
  return path === '/login.jsp' || path === '/login.action' || path === '/dologin.action';
}

function isBrowser(request: Request): boolean {
  return /\b(Mozilla|Opera)\//.test(header(request, 'User-Agent') ?? '');
}

/** `moz-extension:` is not among the schemes the products know. */
function isOfOurs(site: Site, request: Request): boolean {
  const origin = header(request, 'Origin');
  if (origin && /^(chrome|safari)-extension:\/\//.test(origin)) return true;
  const ours = [new URL(site.baseUrl()).origin, `http://${header(request, 'Host')}`];
  return [origin, header(request, 'Referer')].some((url) => ours.includes(originOf(url) ?? '-'));
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

/** `nocheck` is the old spelling and still taken. */
function hasToken(request: Request, session: Session | undefined): boolean {
  const value = header(request, 'X-Atlassian-Token')?.toLowerCase();
  if (value === 'no-check' || value === 'nocheck') return true;
  return session !== undefined && parameter(request, 'atl_token') === session.xsrfToken;
}
