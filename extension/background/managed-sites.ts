import { browser } from 'wxt/browser';
import { managedItem, toManagedSites } from '../configured-sites.ts';

/**
 * Copies the sites that the organisation's policy sets (public/managed-storage.json) to where everything else reads them.
 * Chromium answers the first question about a policy only seconds after it has started: no menu and no window is to wait for that.
 */
export async function copyManagedSites(): Promise<void> {
  // Firefox rejects where no policy says anything.
  const policy = await browser.storage.managed.get('sites').catch(() => ({ sites: [] }));
  const sites = toManagedSites(policy.sites);
  const { [managedItem]: before } = await browser.storage.local.get(managedItem);
  if (JSON.stringify(before ?? []) === JSON.stringify(sites)) return;
  await browser.storage.local.set({ [managedItem]: sites });
}
