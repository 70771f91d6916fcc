import { browser } from 'wxt/browser';
import { readSites, urlsOf } from '../configured-sites.ts';
import { hasAccess } from '../host-access.ts';
import { builtInSites, pagesOf, type SiteUrl, siteOf } from '../sites.ts';

const id = 'profile-menu';
const file = '/content-scripts/profile-menu.js';

let previous: Promise<unknown> = Promise.resolve();

/**
 * Registers the content script for the sites that the manifest does not name, as far as the browser lets it run there, and
 * puts it into pages that were open before. One at a time: events come in bursts.
 */
export function keepContentScripts(): Promise<void> {
  const kept = previous.then(keep);
  previous = kept.catch(() => undefined);
  return kept;
}

async function keep(): Promise<void> {
  const wanted = await patternsToRegister();
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [id] });
  const before = new Set(registered?.matches ?? []);
  if (wanted.length === 0) {
    if (registered) await browser.scripting.unregisterContentScripts({ ids: [id] });
    return;
  }
  const script = { id, js: [file], matches: wanted, runAt: 'document_end' as const };
  if (registered) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([script]);
  await injectInto(wanted.filter((pattern) => !before.has(pattern)));
}

/** Puts the content script into all pages of all sites: browsers do not when an extension is installed or renewed. */
export async function injectEverywhere(): Promise<void> {
  await injectInto([...new Set(urlsOf(await readSites()).map(pagesOf))]);
}

async function patternsToRegister(): Promise<string[]> {
  const sites = urlsOf(await readSites());
  const reachable = await Promise.all(sites.map(hasAccess));
  const inManifest = new Set(builtInSites.map(pagesOf));
  const patterns = sites.filter((_, index) => reachable[index]).map(pagesOf);
  return [...new Set(patterns)].filter((pattern) => !inManifest.has(pattern));
}

async function injectInto(patterns: string[]): Promise<void> {
  if (patterns.length === 0) return;
  const sites = urlsOf(await readSites());
  const tabs = await browser.tabs.query({ url: patterns, discarded: false });
  await Promise.all(tabs.map((tab) => injectIntoTab(tab, sites)));
}

/** Where the script runs already, the new one takes over from it. */
async function injectIntoTab(
  { id: tabId, url = '' }: { id?: number | undefined; url?: string | undefined },
  sites: readonly SiteUrl[],
): Promise<void> {
  if (tabId === undefined || !siteOf(url, sites)) return;
  // A page may have gone meanwhile, or be one that no extension may touch.
  await browser.scripting
    .executeScript({ target: { tabId }, files: [file] })
    .catch(() => undefined);
}
