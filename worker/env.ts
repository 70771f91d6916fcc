import { ConfigurationError, readSites, type Site } from './site-config.ts';

/** The bindings, variables and secrets of wrangler.toml as they arrive, unchecked. */
export interface Env {
  DB: D1Database;
  /** A data set for events of the audit. */
  EVENTS?: AnalyticsEngineDataset;
  /** Cloudflare's email; used where EMAIL_TO says for whom. */
  EMAIL?: SendEmail;
  EMAIL_FROM?: string;
  EMAIL_TO?: string;
  /** A data set for numbers: verifications, the database, the origin. */
  METRICS?: AnalyticsEngineDataset;
  SITES?: unknown;
  VERIFY_CACHE_SECONDS?: unknown;
  LAST_USED_SECONDS?: unknown;
  APPLINK_CONSUMER_KEY?: string;
  APPLINK_PRIVATE_KEY?: string;
  HEADER_NAME?: string;
  HEADER_SECRET?: string;
  EXTENSION_ORIGINS?: string;
  TOKEN_PEPPER?: string;
  TOKEN_PEPPER_PREVIOUS?: string;
  TOKEN_TAG_KEY?: string;
  TOKEN_TAG_KEY_PREVIOUS?: string;
  VERIFY_PROXY_SECRET?: string;
}

export type { Site } from './site-config.ts';

export interface Settings {
  sites: Site[];
  verifyCacheMs: number;
  lastUsedMs: number;
  pepper: string;
  previousPepper: string | undefined;
  tagKey: string;
  previousTagKeys: string[];
  applink: { consumerKey: string; privateKey: string } | undefined;
  header: { name: string; secret: string } | undefined;
  proxySecret: string | undefined;
  /** Who is told by mail of tokens that end, and by whom. */
  email: { from: string; to: string[] } | undefined;
  /** Empty: any extension's origin. */
  extensionOrigins: string[];
}

/** Reads and checks the environment; throws a ConfigurationError naming the first field that is wrong. */
export function readSettings(env: Env): Settings {
  const sites = readSites(env.SITES);
  const uses = (actAs: Site['actAs']) => sites.some((site) => site.actAs === actAs);
  return {
    sites,
    verifyCacheMs: 1000 * readSeconds('VERIFY_CACHE_SECONDS', env.VERIFY_CACHE_SECONDS, 10),
    lastUsedMs: 1000 * readSeconds('LAST_USED_SECONDS', env.LAST_USED_SECONDS, 300),
    pepper: readSecret('TOKEN_PEPPER', env.TOKEN_PEPPER),
    previousPepper: env.TOKEN_PEPPER_PREVIOUS
      ? readSecret('TOKEN_PEPPER_PREVIOUS', env.TOKEN_PEPPER_PREVIOUS)
      : undefined,
    tagKey: readTagKey('TOKEN_TAG_KEY', env.TOKEN_TAG_KEY),
    previousTagKeys: listOf(env.TOKEN_TAG_KEY_PREVIOUS).map((key) =>
      readTagKey('TOKEN_TAG_KEY_PREVIOUS', key),
    ),
    applink: uses('applink')
      ? {
          consumerKey: env.APPLINK_CONSUMER_KEY || 'postern',
          privateKey: readPrivateKey('APPLINK_PRIVATE_KEY', env.APPLINK_PRIVATE_KEY),
        }
      : undefined,
    header: uses('header')
      ? {
          name: readHeaderName(env.HEADER_NAME || 'X-Remote-User'),
          secret: readSecret('HEADER_SECRET', env.HEADER_SECRET),
        }
      : undefined,
    proxySecret: env.VERIFY_PROXY_SECRET
      ? readSecret('VERIFY_PROXY_SECRET', env.VERIFY_PROXY_SECRET)
      : undefined,
    email: env.EMAIL_TO ? readEmail(env) : undefined,
    extensionOrigins: listOf(env.EXTENSION_ORIGINS),
  };
}

/** Cloudflare takes 50 recipients. */
function readEmail({ EMAIL_FROM, EMAIL_TO }: Env): Settings['email'] {
  const from = readText('EMAIL_FROM', EMAIL_FROM);
  const to = listOf(EMAIL_TO);
  const isAddress = (text: string) => /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text);
  if (!isAddress(from)) throw new ConfigurationError('EMAIL_FROM must be an address');
  if (to.length > 50 || !to.every(isAddress))
    throw new ConfigurationError('EMAIL_TO must be 1 to 50 addresses');
  return { from, to };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter(Boolean);
}

function readSeconds(name: string, value: unknown, fallback: number): number {
  if (value === undefined || value === '') return fallback;
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 86_400) {
    throw new ConfigurationError(`${name} must be a whole number of seconds from 0 to 86400`);
  }
  return seconds;
}

function readText(name: string, value: string | undefined): string {
  if (!value) throw new ConfigurationError(`${name} is missing`);
  return value;
}

/** Line breaks may be written as `\n`, as environment files and dashboards need them. */
function readPrivateKey(name: string, value: string | undefined): string {
  const text = readText(name, value);
  if (!/^\s*-----BEGIN PRIVATE KEY-----[A-Za-z0-9+/=\s\\]+-----END PRIVATE KEY-----/.test(text)) {
    throw new ConfigurationError(`${name} must be a PKCS#8 private key as PEM`);
  }
  return text;
}

function readSecret(name: string, value: string | undefined): string {
  const text = readText(name, value);
  if (new TextEncoder().encode(text).length < 32) {
    throw new ConfigurationError(`${name} must have at least 32 bytes`);
  }
  return text;
}

/** A key that can stand in a list: TOKEN_TAG_KEY_PREVIOUS separates keys by white space or commas. */
function readTagKey(name: string, value: string | undefined): string {
  const key = readSecret(name, value);
  if (/[\s,]/.test(key))
    throw new ConfigurationError(`${name} must not contain white space or commas`);
  return key;
}

function readHeaderName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name)) {
    throw new ConfigurationError('HEADER_NAME must be letters, digits and hyphens');
  }
  if (/^(authorization|cookie|host|connection|upgrade|content-.*|x-postern-.*)$/i.test(name)) {
    throw new ConfigurationError('HEADER_NAME must not be a header with a meaning of its own');
  }
  return name;
}

/** The site that a request's URL belongs to: same scheme and host, and a path at or below the longest context path. */
export function siteOf(url: URL, sites: readonly Site[]): Site | undefined {
  const { origin, pathname } = url;
  let best: Site | undefined;
  for (const site of sites) {
    if (origin !== site.host || !isAtOrBelow(pathname, site.contextPath)) continue;
    if (!best || best.contextPath.length < site.contextPath.length) best = site;
  }
  return best;
}

function isAtOrBelow(path: string, contextPath: string): boolean {
  return (
    path.startsWith(contextPath) &&
    (path.length === contextPath.length || path[contextPath.length] === '/')
  );
}
