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
  const refuse = (why: string): never => {
    throw new Error(`POSTERN_SITES: ${JSON.stringify(text)} ${why}`);
  };
  const url = URL.canParse(text)
    ? new URL(text)
    : refuse('is not a URL such as https://jira.example.com');
  if (url.username || url.password || url.search || url.hash || url.pathname.includes('*')) {
    refuse('must be an origin and a context path, nothing more');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    refuse('must begin with https:// (http:// is for loopback alone)');
  }
  return (url.origin + url.pathname.replace(/\/+$/, '')) as SiteUrl;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
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

/** The site a page belongs to: same origin, and under the context path. Of nested sites the innermost. */
export function siteOf(page: string, sites: readonly SiteUrl[]): SiteUrl | undefined {
  if (!URL.canParse(page)) return undefined;
  const { origin, pathname } = new URL(page);
  return sites
    .filter((site) => `${origin}${pathname}/`.startsWith(`${site}/`))
    .sort((a, b) => b.length - a.length)[0];
}
