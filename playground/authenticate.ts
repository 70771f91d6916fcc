import { authenticateByAuthorization, type Failure } from './authenticate-authorization.ts';
import { authenticateByForm } from './authenticate-form.ts';
import { authenticateByOAuth } from './authenticate-oauth.ts';
import type { AuthenticatedBy } from './received.ts';
import type { Reply } from './reply.ts';
import { header, type Request } from './request.ts';
import { type Session, sessionIds } from './sessions.ts';
import type { Site } from './site.ts';
import type { User } from './users.ts';

export type LoginReason = 'OK' | 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED' | 'OUT';

/** Whom a request is served as. */
export interface Identity {
  user: User | undefined;
  by: AuthenticatedBy;
  /** The session the request goes on in. */
  session: Session | undefined;
  /** A session cookie for the answer. */
  cookie?: string;
  reason?: LoginReason;
}

export type Authentication =
  | { kind: 'served'; identity: Identity }
  | { kind: 'refused'; reply: Reply; reason: LoginReason };

const served = (identity: Identity): Authentication => ({ kind: 'served', identity });

/**
 * The order of the products: login parameters, then the session (**which beats any Authorization
 * header**), then OAuth, a trusted header, Bearer and Basic.
 */
export function authenticate(site: Site, request: Request): Authentication {
  const byForm = authenticateByForm(site, request);
  if (byForm?.user) return served(byForm);

  const session = findSession(site, request);
  const sessionUser = activeUser(site, session.live?.userName);
  if (sessionUser) {
    return served({ user: sessionUser, by: 'session', session: session.live, reason: 'OK' });
  }

  const outcome = authenticateByOAuth(site, request) ?? byTrustedHeader(site, request);
  const other = outcome ?? authenticateByAuthorization(site, request);
  if (other && 'reply' in other) return { kind: 'refused', ...(other satisfies Failure) };
  if (other) return served({ ...other, session: other.session ?? session.live });
  if (session.isStale && request.path.startsWith('/rest/')) return refuseStaleSession(site);
  return served({ ...byForm, user: undefined, by: 'none', session: session.live });
}

interface FoundSession {
  live: Session | undefined;
  /** A session id came along, and none of those is one. */
  isStale: boolean;
}

function findSession(site: Site, request: Request): FoundSession {
  const inCookie = sessionIds(header(request, 'Cookie'));
  const inPath = request.pathSession === undefined ? [] : [request.pathSession];
  const ids = inCookie.length > 0 ? inCookie : inPath;
  const live = ids.map(site.sessions.find).find((session) => session !== undefined);
  return { live, isStale: ids.length > 0 && !live };
}

function activeUser(site: Site, name: string | undefined): User | undefined {
  const user = name === undefined ? undefined : site.directory.find(name);
  return user?.active ? user : undefined;
}

/** A remote-user authenticator: believed only beside the secret of the proxy, else as if not there. */
function byTrustedHeader(site: Site, request: Request): Identity | undefined {
  const trusted = site.settings().trustedHeader;
  if (!trusted || header(request, 'X-Postern-Secret') !== trusted.secret) return undefined;
  const value = header(request, trusted.name);
  const user = value === undefined ? undefined : userByHeader(site, value);
  if (!user) return undefined;
  const opened = site.sessions.open(user.name);
  const cookie = site.sessions.cookie(opened.id);
  return { user, by: 'header', session: opened, cookie, reason: 'OK' };
}

/** Node reads header bytes as Latin-1, as Tomcat does; a proxy may have meant UTF-8. */
function userByHeader(site: Site, value: string): User | undefined {
  const asUtf8 = Buffer.from(value, 'latin1').toString('utf8');
  return activeUser(site, value) ?? activeUser(site, asUtf8);
}

function refuseStaleSession(site: Site): Authentication {
  const realm = encodeURIComponent(site.baseUrl());
  const reply: Reply = { status: 401, headers: { 'WWW-Authenticate': `OAuth realm="${realm}"` } };
  return { kind: 'refused', reply, reason: 'OUT' };
}
