import type { Identity, LoginReason } from './authenticate.ts';
import { type Reply, text } from './reply.ts';
import { header, parameter, type Request } from './request.ts';
import type { Site } from './site.ts';

export interface Failure {
  reply: Reply;
  reason: LoginReason;
}

/** Bearer and Basic. Undefined: no such credential, or a Bearer that is none: **ignored**. */
export function authenticateByAuthorization(
  site: Site,
  request: Request,
): Identity | Failure | undefined {
  const authorization = header(request, 'Authorization') ?? '';
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (bearer !== undefined) return byPat(site, bearer);
  const basic = /^Basic\s+(.*)$/i.exec(authorization)?.[1];
  if (basic !== undefined) return byBasic(site, basic);
  return parameter(request, 'os_authType') === 'basic' ? badPassword() : undefined;
}

function byPat(site: Site, rawToken: string): Identity | undefined {
  const pat = site.pats.use(rawToken);
  const user = pat && site.directory.find(pat.userName);
  if (!user?.active) return undefined;
  const cookie = site.sessions.cookie(site.sessions.endedId());
  return { user, by: 'pat', session: undefined, cookie, reason: 'OK' };
}

function byBasic(site: Site, credentials: string): Identity | Failure {
  if (!site.settings().basicAuth) {
    const reply = text(403, 'Basic Authentication has been disabled on this instance.');
    return { reply, reason: 'AUTHENTICATION_DENIED' };
  }
  const [name, password] = readBasic(credentials);
  const user = site.directory.find(name);
  if (!user) return badPassword();
  if (site.logins.needsCaptcha(user.name)) {
    site.logins.failed(user.name);
    return captchaNeeded(site);
  }
  if (user.password !== password || !user.active) {
    site.logins.failed(user.name);
    return badPassword();
  }
  site.logins.succeeded(user.name);
  const session = site.sessions.open(user.name);
  return { user, by: 'basic', session, cookie: site.sessions.cookie(session.id), reason: 'OK' };
}

/** UTF-8 where it is that, else Latin-1; everything after the first colon is the password. */
function readBasic(credentials: string): [name: string, password: string] {
  const bytes = Buffer.from(credentials, 'base64');
  const utf8 = bytes.toString('utf8');
  const decoded = utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8;
  const colon = decoded.indexOf(':');
  return colon < 0 ? [decoded, ''] : [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

function badPassword(): Failure {
  const body = 'Basic authentication failed: the user name or the password is wrong.';
  const reply = text(401, body, { 'WWW-Authenticate': 'Basic realm="protected-area"' });
  return { reply, reason: 'AUTHENTICATED_FAILED' };
}

/** Right and wrong passwords alike, until the user logs in on the login page. */
function captchaNeeded(site: Site): Failure {
  const page = site.product === 'jira' ? 'login.jsp' : 'login.action';
  const challenge = `CAPTCHA_CHALLENGE; login-url=${site.baseUrl()}/${page}`;
  const body = 'Basic authentication denied: a CAPTCHA has to be answered on the login page first.';
  const reply = text(403, body, { 'X-Authentication-Denied-Reason': challenge });
  return { reply, reason: 'AUTHENTICATION_DENIED' };
}
