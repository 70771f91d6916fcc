import { type Browser, browser } from 'wxt/browser';
import { type SiteUrl, siteOf } from '../sites.ts';

/**
 * The site whose page asks, or undefined where nobody who may ask does. A page can make its own frames and
 * messages: only our content script (our extension id) in the top frame of a configured site counts.
 */
export function siteOfSender(
  sender: Browser.runtime.MessageSender,
  extensionId: string,
  sites: readonly SiteUrl[],
): SiteUrl | undefined {
  const isOurContentScript =
    sender.id === extensionId && sender.frameId === 0 && sender.tab !== undefined;
  return isOurContentScript ? siteOf(sender.url ?? '', sites) : undefined;
}

/** Whether the popup asks. */
export function isPopup({ id, url }: Browser.runtime.MessageSender): boolean {
  return id === browser.runtime.id && (url ?? '').startsWith(browser.runtime.getURL('/popup.html'));
}
