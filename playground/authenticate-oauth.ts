import type { Identity } from './authenticate.ts';
import type { Failure } from './authenticate-authorization.ts';
import type { OAuthProblem } from './oauth1.ts';
import { readOAuthHeader } from './oauth1-signature.ts';
import { text } from './reply.ts';
import { header, type Request } from './request.ts';
import type { Site } from './site.ts';

/** Undefined: not an OAuth request. An unknown requestor is served as nobody, with no error. */
export function authenticateByOAuth(site: Site, request: Request): Identity | Failure | undefined {
  const servletParameters = [...request.query, ...request.form];
  const verdict = site.oauth.verify({
    method: request.method,
    url: `${new URL(site.baseUrl()).origin}${request.rawPath}`,
    parameters: [...servletParameters, ...readOAuthHeader(header(request, 'Authorization'))],
    servletParameters,
  });
  switch (verdict.kind) {
    case 'not-oauth':
      return undefined;
    case 'problem':
      return refuse(site, verdict.problem);
    case 'verified': {
      const user =
        verdict.userName === undefined ? undefined : site.directory.find(verdict.userName);
      if (user && !user.active) return refuse(site, 'permission_denied');
      const cookie = site.sessions.cookie(site.sessions.endedId());
      return { user, by: 'oauth', session: undefined, cookie, reason: user ? 'OK' : 'OUT' };
    }
    default:
      return verdict satisfies never;
  }
}

function refuse(site: Site, problem: OAuthProblem): Failure {
  const realm = encodeURIComponent(site.baseUrl());
  const challenge = `OAuth realm="${realm}", oauth_problem="${problem}"`;
  const reply = text(401, `oauth_problem=${problem}`, { 'WWW-Authenticate': challenge });
  return { reply, reason: 'AUTHENTICATED_FAILED' };
}
