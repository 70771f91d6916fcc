import type { Browser } from 'wxt/browser';
import { readSites, urlsOf } from '../configured-sites.ts';
import { sendMessage } from '../messages.ts';
import { siteOf } from '../sites.ts';
import { isTheme, type Theme } from '../theme.ts';
import { openPopup } from './popup-window.ts';

/** A page that is busy does not keep the window waiting for its theme. */
const patienceMs = 300;

/**
 * The toolbar button: the popup about the tab's site, else about the only one, else a choice. A tab's address is visible
 * here only where the host permissions cover it, which is exactly the sites.
 */
export async function openFromToolbar(tab: Browser.tabs.Tab): Promise<void> {
  const sites = urlsOf(await readSites());
  const here = siteOf(tab.url ?? '', sites);
  const onlySite = sites.length === 1 ? sites[0] : undefined;
  const theme = here && tab.id !== undefined ? await themeOfTab(tab.id) : 'system';
  await openPopup({ site: here ?? onlySite, theme });
}

async function themeOfTab(tabId: number): Promise<Theme> {
  const answer = await Promise.race([
    sendMessage('readTheme', undefined, tabId).catch(() => undefined),
    new Promise<undefined>((give) => setTimeout(() => give(undefined), patienceMs)),
  ]);
  return isTheme(answer) ? answer : 'system';
}
