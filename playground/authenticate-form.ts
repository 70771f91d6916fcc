import type { Identity } from './authenticate.ts';
import { parameter, type Request } from './request.ts';
import type { Site } from './site.ts';

/**
 * `os_username` and `os_password` log in on **any** URL, in the query or in a form, and open a
 * session. Undefined: they did not come. Without a user: they were wrong.
 */
export function authenticateByForm(site: Site, request: Request): Identity | undefined {
  const name = parameter(request, 'os_username');
  const password = parameter(request, 'os_password');
  if (name === undefined || password === undefined) return undefined;
  const nobody = { user: undefined, by: 'none', session: undefined } as const;
  const user = site.directory.find(name);

  // The login page is where the CAPTCHA would be solved, so it alone may reset the count.
  if (user && site.logins.needsCaptcha(user.name) && !isLoginPage(request)) {
    return { ...nobody, reason: 'AUTHENTICATION_DENIED' };
  }
  if (!user?.active || user.password !== password) {
    if (user) site.logins.failed(user.name);
    return { ...nobody, reason: 'AUTHENTICATED_FAILED' };
  }
  site.logins.succeeded(user.name);
  const session = site.sessions.open(user.name);
  return { user, by: 'session', session, cookie: site.sessions.cookie(session.id), reason: 'OK' };
}

function isLoginPage({ path }: Request): boolean {
  return path === '/login.jsp' || path === '/login.action' || path === '/dologin.action';
}
