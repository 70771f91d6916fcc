import { browser } from 'wxt/browser';
import { readSites, urlsOf } from '../configured-sites.ts';
import { hasAccess } from '../host-access.ts';

/** After the installation, where nothing works before a person has added a site, or let the extension reach one. */
export async function welcome(): Promise<void> {
  const sites = urlsOf(await readSites());
  const reachable = await Promise.all(sites.map(hasAccess));
  if (!reachable.includes(true)) await browser.runtime.openOptionsPage();
}
