import type { Site } from '../env.ts';
import { Problem } from '../problem.ts';

/** Where a request goes, read once from its URL as text: nothing is decoded or tidied on the way to the origin. */
export interface Target {
  site: Site;
  /** Below the site's context path, from its slash on; empty at the context path itself. */
  path: string;
  /** With its `?`, or empty. */
  search: string;
}

/**
 * The URL arrives as it was sent, dot segments and all, while the site was found by the tidied one. Throws a Problem where
 * only the tidied path lies below the context path: what stands there would become part of the origin's address.
 */
export function targetOf(request: Request, site: Site): Target {
  const rest = request.url.replace(/^[^:]+:\/\/[^/?#]*/, '').replace(/#.*/s, '');
  const whole = rest.replace(/\?.*/s, '');
  const search = rest.slice(whole.length);
  const path = whole.slice(site.contextPath.length);
  const isAbsolute = rest !== request.url;
  if (!isAbsolute || !whole.startsWith(site.contextPath) || !/^(\/|$)/.test(path))
    throw ambiguousPath();
  return { site, path, search };
}

export function ambiguousPath(): Problem {
  return new Problem('invalid_request', 'The path can be read in more than one way');
}
