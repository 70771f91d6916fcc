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
  const size = { width: 1200, height: 760 };
  const created = await browser.windows.create({ type: 'popup', url: url.href, ...size });
  if (created?.id !== undefined) await rememberWindow(site, created.id);
}

/** The window that shows this site, if there is one. */
async function findWindow(site: SiteUrl | undefined): Promise<number | undefined> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['TAB'] });
  const context = contexts.find(
    ({ documentUrl }) => documentUrl !== undefined && isPopupOf(documentUrl, site),
  );
  if (context) return context.windowId;
  const remembered = (await readWindows())[keyOf(site)];
  if (remembered === undefined || contexts.some(({ windowId }) => windowId === remembered))
    return undefined;
  return (await isOpen(remembered)) ? remembered : undefined;
}

/**
 * The windows that the extension created in this browser session, by site. The list of contexts lacks a page that has just begun
 * to load, and a tab that the browser has discarded.
 */
const item = 'popupWindows';

async function readWindows(): Promise<Record<string, number>> {
  const { [item]: windows } = await browser.storage.session.get(item);
  return (windows ?? {}) as Record<string, number>;
}

async function rememberWindow(site: SiteUrl | undefined, id: number): Promise<void> {
  await browser.storage.session.set({ [item]: { ...(await readWindows()), [keyOf(site)]: id } });
}

function keyOf(site: SiteUrl | undefined): string {
  return site ?? '';
}

async function isOpen(windowId: number): Promise<boolean> {
  return browser.windows.get(windowId).then(
    () => true,
    () => false,
  );
}

function isPopupOf(documentUrl: string, site: SiteUrl | undefined): boolean {
  const { pathname, searchParams } = new URL(documentUrl);
  return pathname === '/popup.html' && searchParams.get('site') === (site ?? null);
}
