import type { SiteCard } from '../shared/contract/site.ts';
import { getSite } from '../shared/contract/site.ts';
import type { Call } from './api.ts';
import { isSecure, type SiteUrl, toSite } from './sites.ts';

/** Context paths are short; a page's own path is not. */
const maxSegments = 4;

export type AddressProblem = 'empty' | 'malformed' | 'insecure';

/**
 * What a person typed or pasted: the sites that any page's address may belong to, the longest path first. Without a scheme
 * it is taken for https. A user name in it is no part of any page's address: it is how evil.example is made to look like
 * jira.example.com.
 */
export function candidatesOf(
  address: string,
): { candidates: [SiteUrl, ...SiteUrl[]] } | { problem: AddressProblem } {
  const text = address.trim();
  if (text === '') return { problem: 'empty' };
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!url?.hostname || url.username || url.password || /\s/.test(text)) {
    return { problem: 'malformed' };
  }
  if (!isSecure(url)) return { problem: 'insecure' };
  const segments = url.pathname.split('/').filter(Boolean).slice(0, maxSegments);
  const paths = segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`).reverse();
  const [first, ...rest] = [...paths, ''].flatMap((path) => toSite(url.origin + path) ?? []);
  return first ? { candidates: [first, ...rest] } : { problem: 'malformed' };
}

export type FoundSite =
  | { kind: 'found'; site: SiteUrl; card: SiteCard['site'] }
  | { kind: 'none' | 'offline' };

/** Asks each in turn whether a Postern Worker answers that says: this very URL is my site. No other page does. */
export async function findSite(
  candidates: readonly SiteUrl[],
  callFor: (site: SiteUrl) => Call,
): Promise<FoundSite> {
  for (const site of candidates) {
    const answer = await callFor(site)(getSite, {});
    if (answer.ok && toSite(answer.value.site.url) === site) {
      return { kind: 'found', site, card: answer.value.site };
    }
    if (!answer.ok && answer.failure.kind === 'offline') return { kind: 'offline' };
  }
  return { kind: 'none' };
}
