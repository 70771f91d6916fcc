import { browser } from 'wxt/browser';
import { sendMessage } from '../messages.ts';
import type { SiteUrl } from '../sites.ts';
import type { Theme } from '../theme.ts';

export interface PopupWish {
  /** Undefined: the popup says which sites there are. */
  site: SiteUrl | undefined;
  theme: Theme;
  /** The id of a token of the person's own, to be shown among the others. */
  token?: string | undefined;
}

let previous: Promise<unknown> = Promise.resolve();

/** Opens the popup about a site in a window of its own, or focuses the one that is open. One at a time: a double click opens one. */
export function openPopup(wish: PopupWish): Promise<void> {
  const opened = previous.then(() => focusOrCreate(wish));
  previous = opened.catch(() => undefined);
  return opened;
}

async function focusOrCreate({ site, theme, token }: PopupWish): Promise<void> {
  const open = await findWindow(site);
  if (open !== undefined) {
    await browser.windows.update(open, { focused: true });
    // The window decides: something half written in it is worth more.
    if (site && token) await sendMessage('showToken', { site, token }).catch(() => undefined);
    return;
  }
  const url = new URL(browser.runtime.getURL('/popup.html'));
  if (site) url.searchParams.set('site', site);
  if (theme !== 'system') url.searchParams.set('theme', theme);
  if (token) url.searchParams.set('token', token);
  await browser.windows.create({ type: 'popup', url: url.href, width: 1200, height: 760 });
}

/** Asks the browser rather than remembering: a service worker forgets, and windows close without a word. */
async function findWindow(site: SiteUrl | undefined): Promise<number | undefined> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['TAB'] });
  const context = contexts.find(
    ({ documentUrl }) => documentUrl !== undefined && isPopupOf(documentUrl, site),
  );
  return context?.windowId;
}

function isPopupOf(documentUrl: string, site: SiteUrl | undefined): boolean {
  const { pathname, searchParams } = new URL(documentUrl);
  return pathname === '/popup.html' && searchParams.get('site') === (site ?? null);
}
