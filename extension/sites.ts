/** The sites this build serves: URLs of a Jira or Confluence, compiled in from `POSTERN_SITES`. */
export type SiteUrl = string & { readonly __brand: 'SiteUrl' };

/** Replaced by the build (wxt.config.ts); absent in tests. */
declare const POSTERN_SITES: readonly SiteUrl[];

export const builtInSites: readonly SiteUrl[] =
  typeof POSTERN_SITES === 'undefined' ? [] : POSTERN_SITES;

/** Reads the environment variable: URLs, context path included, separated by commas or white space. Throws with its name. */
export function parseSites(text: string): SiteUrl[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return [...new Set(words.map(parseSite))];
}

function parseSite(text: string): SiteUrl {
  const parsed = readSite(text);
  if ('site' in parsed) return parsed.site;
  throw new Error(`POSTERN_SITES: ${JSON.stringify(text)} ${parsed.problem}`);
}

/** The site that a text names, as browsers write its URL; undefined where it names none, or is no text. */
export function toSite(text: unknown): SiteUrl | undefined {
  const parsed = readSite(typeof text === 'string' ? text : '');
  return 'site' in parsed ? parsed.site : undefined;
}

function readSite(text: string): { site: SiteUrl } | { problem: string } {
  if (!URL.canParse(text)) return { problem: 'is not a URL such as https://jira.example.com' };
  const url = new URL(text);
  // Browsers take a star in a host or a path for all hosts and all paths: `https://*` would be every page there is.
  const isPattern = /\*/.test(url.hostname + url.pathname);
  if (url.username || url.password || url.search || url.hash || isPattern) {
    return { problem: 'must be an origin and a context path, nothing more' };
  }
  if (!isSecure(url)) {
    return { problem: 'must begin with https:// (http:// is for loopback alone)' };
  }
  return { site: (url.origin + url.pathname.replace(/\/+$/, '')) as SiteUrl };
}

/** Whether nobody on the way can read along: https, or this machine itself. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Not `[::1]`: no content security policy can name it, so the popup could not talk to it. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\.0\.0\.1)$/.test(hostname);
}

/** Where the content script runs. Without a port: Firefox refuses ports in patterns, and a pattern without one means any. */
export function pagesOf(site: SiteUrl): string {
  const { protocol, hostname, pathname } = new URL(site);
  return `${protocol}//${hostname}${pathname.replace(/\/$/, '')}/*`;
}

/** The host permission for the popup's requests; browsers ignore a path in it. */
export function hostOf(site: SiteUrl): string {
  const { protocol, hostname } = new URL(site);
  return `${protocol}//${hostname}/*`;
}

/** Every host that may be asked for when somebody adds a site: one at a time, at run time. Loopback as `isLoopback` has it. */
export const hostsToAskFor = [
  'https://*/*',
  'http://localhost/*',
  'http://*.localhost/*',
  'http://127.0.0.1/*',
];

/** The site a page belongs to: same origin, and under the context path. Of nested sites the innermost. */
export function siteOf(page: string, sites: readonly SiteUrl[]): SiteUrl | undefined {
  if (!URL.canParse(page)) return undefined;
  const { origin, pathname } = new URL(page);
  return sites
    .filter((site) => `${origin}${pathname}/`.startsWith(`${site}/`))
    .sort((a, b) => b.length - a.length)[0];
}
