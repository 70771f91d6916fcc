import { type Applinks, createApplinks } from './applinks.ts';
import { createLoginAttempts, type LoginAttempts } from './login-attempts.ts';
import { createOAuthVerifier, type OAuthVerifier } from './oauth1.ts';
import type { Product, Settings } from './options.ts';
import { createPats, type Pats } from './pats.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { Directory } from './users.ts';

/** One product with everything it remembers, but for its issues or pages. */
export interface Site {
  product: Product;
  /** `/jira` or `/confluence`. */
  context: string;
  settings: () => Settings;
  /** Where the playground really listens. */
  origin: () => string;
  /** The URL the product believes it has, context path included. */
  baseUrl: () => string;
  now: () => number;
  directory: Directory;
  sessions: Sessions;
  logins: LoginAttempts;
  pats: Pats;
  applinks: Applinks;
  oauth: OAuthVerifier;
}

type Surroundings = Pick<Site, 'product' | 'settings' | 'origin' | 'now' | 'directory'>;

export function createSite(around: Surroundings): Site {
  const { product, settings, origin, now } = around;
  const context = `/${product}`;
  const applinks = createApplinks(() => settings().applink);
  return {
    ...around,
    context,
    baseUrl: () => (settings().baseUrl[product] ?? `${origin()}${context}`).replace(/\/$/, ''),
    sessions: createSessions(product),
    logins: createLoginAttempts(),
    pats: createPats({ now, rules: () => settings().pats }),
    applinks,
    oauth: createOAuthVerifier({ consumer: applinks.consumer, now }),
  };
}

export function resetSite(site: Site): void {
  site.sessions.clear();
  site.logins.clear();
  site.pats.clear();
  site.applinks.clear();
  site.oauth.forget();
}
