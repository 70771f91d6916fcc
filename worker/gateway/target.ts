import type { Site } from '../env.ts';

/** Where a request goes, read once from its URL as text: nothing is decoded or tidied on the way to the origin. */
export interface Target {
  site: Site;
  /** Below the site's context path, from its slash on; empty at the context path itself. */
  path: string;
  /** With its `?`, or empty. */
  search: string;
}

export function targetOf(request: Request, site: Site): Target {
  const start = request.url.indexOf('/', request.url.indexOf('://') + 3);
  const [whole = '', ...query] = request.url.slice(start).split('#', 1).join('').split('?');
  const path = whole.slice(site.contextPath.length);
  return { site, path, search: query.length > 0 ? `?${query.join('?')}` : '' };
}
