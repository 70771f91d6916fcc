import { browser } from 'wxt/browser';
import { hostOf, type SiteUrl } from './sites.ts';

/** Whether the browser lets the extension talk to this site's host. People can take that away at any time. */
export function hasAccess(site: SiteUrl): Promise<boolean> {
  return browser.permissions.contains({ origins: [hostOf(site)] });
}

/** Asks the person for this one host; to be called at once in the handler of their click, since browsers want to see it. */
export async function askForAccess(site: SiteUrl): Promise<boolean> {
  return browser.permissions.request({ origins: [hostOf(site)] }).catch(() => false);
}

/** Gives the permission back, unless one of the sites that stay is on the same host. */
export async function giveBackAccess(site: SiteUrl, staying: readonly SiteUrl[]): Promise<void> {
  const host = hostOf(site);
  if (staying.some((other) => hostOf(other) === host)) return;
  // A host that the manifest demands cannot be given back.
  await browser.permissions.remove({ origins: [host] }).catch(() => false);
}
