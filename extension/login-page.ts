import type { Product } from '../shared/contract/session.ts';
import type { SiteUrl } from './sites.ts';

const loginPages: Record<Product, string> = { jira: '/login.jsp', confluence: '/login.action' };

/** Where a person logs in to a site; its front page where nobody knows what it is. */
export function loginPage(site: SiteUrl, product: Product | undefined): string {
  return site + (product ? loginPages[product] : '/');
}
