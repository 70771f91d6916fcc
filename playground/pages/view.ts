import type { AuiGeneration } from '../options.ts';
import { header } from '../request.ts';
import type { Call } from '../routes.ts';
import type { Session } from '../sessions.ts';
import type { Site } from '../site.ts';
import type { User } from '../users.ts';

export type Theme = 'light' | 'dark';

/** What a page is drawn from: for whom, in which generation of the front end, in which colours. */
export interface View {
  site: Site;
  user: User | undefined;
  session: Session;
  aui: AuiGeneration;
  theme: Theme;
  /** The path a visitor comes back to after logging in. */
  path: string;
  /** Cookies the page has to set. */
  cookies: string[];
}

/** `?aui=` and `?theme=` are remembered in cookies for the pages that follow. */
export function viewOf(call: Call): View {
  const { site, request, identity } = call;
  const session = identity.session ?? site.sessions.open(undefined);
  const isNew = !identity.session && !identity.cookie;
  const cookies = isNew ? [site.sessions.cookie(session.id)] : [];
  for (const name of ['aui', 'theme']) {
    const chosen = request.query.get(name);
    if (chosen !== null && /^\w{1,8}$/.test(chosen)) {
      cookies.push(`playground.${name}=${chosen}; Path=${site.context}`);
    }
  }
  const aui = preference(call, 'aui');
  return {
    site,
    user: identity.user,
    session,
    aui: aui === '8' ? 8 : aui === '10' ? 10 : site.settings().aui,
    theme: preference(call, 'theme') === 'dark' ? 'dark' : 'light',
    path: request.path,
    cookies,
  };
}

function preference({ request }: Call, name: string): string | undefined {
  const pairs = (header(request, 'Cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  const remembered = pairs.find(([key]) => key === `playground.${name}`)?.[1];
  return request.query.get(name) ?? remembered;
}
