import { browser } from 'wxt/browser';
import { builtInSites, type SiteUrl, toSite } from './sites.ts';

/** Who says that a site is one: this build, the organisation's policy, or the person. */
export type SiteSource = 'built-in' | 'managed' | 'added';

export interface ConfiguredSite {
  url: SiteUrl;
  source: SiteSource;
  /** As the policy calls it. */
  name?: string | undefined;
}

/** In the extension's own storage: URLs. Written by `addSite` and `removeSite` alone. */
const addedItem = 'addedSites';
/** In the extension's own storage: what the policy says, `{url, name}`. Written by background/managed-sites.ts alone. */
export const managedItem = 'managedSites';

/** All sites this extension serves. Of two with one URL the first counts, which is the one that nobody can take away here. */
export async function readSites(): Promise<ConfiguredSite[]> {
  const stored = await browser.storage.local.get([addedItem, managedItem]);
  const all: ConfiguredSite[] = [
    ...builtInSites.map((url) => ({ url, source: 'built-in' as const })),
    ...toManagedSites(stored[managedItem]).map((site) => ({ ...site, source: 'managed' as const })),
    ...toUrls(stored[addedItem]).map((url) => ({ url, source: 'added' as const })),
  ];
  return all.filter(({ url }, index) => all.findIndex((other) => other.url === url) === index);
}

export const urlsOf = (sites: readonly ConfiguredSite[]) => sites.map(({ url }) => url);

export async function addSite(site: SiteUrl): Promise<void> {
  await browser.storage.local.set({ [addedItem]: [...new Set([...(await readAdded()), site])] });
}

export async function removeSite(site: SiteUrl): Promise<void> {
  const others = (await readAdded()).filter((other) => other !== site);
  await browser.storage.local.set({ [addedItem]: others });
}

/** Tells whenever a site may have come or gone, until `signal` ends. */
export function watchSites(onChange: () => void, signal?: AbortSignal): void {
  const listener = (changes: object) => {
    if (addedItem in changes || managedItem in changes) onChange();
  };
  browser.storage.local.onChanged.addListener(listener);
  signal?.addEventListener('abort', () => browser.storage.local.onChanged.removeListener(listener));
}

async function readAdded(): Promise<SiteUrl[]> {
  return toUrls((await browser.storage.local.get(addedItem))[addedItem]);
}

// What is stored is checked by hand, and an entry that is none left out alone: a schema library is a quarter of what the
// content script may weigh, and what makes a text a site is `toSite` in either case.

function toUrls(stored: unknown): SiteUrl[] {
  return listOf(stored).flatMap((entry) => toSite(entry) ?? []);
}

export function toManagedSites(stored: unknown): Pick<ConfiguredSite, 'url' | 'name'>[] {
  return listOf(stored).flatMap((entry) => {
    const { url, name } = Object(entry) as Record<string, unknown>;
    const site = toSite(url);
    return site ? [{ url: site, ...(typeof name === 'string' && name && { name }) }] : [];
  });
}

function listOf(stored: unknown): unknown[] {
  return Array.isArray(stored) ? stored : [];
}
