import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { readSites, urlsOf, watchSites } from '../configured-sites.ts';
import { t } from '../i18n.ts';
import { mayUseTokens } from '../menu/permission.ts';
import { keepProfileMenuLink } from '../menu/profile-menu-link.ts';
import { findProfileMenu } from '../menu/profile-menus.ts';
import { onMessage, sendMessage } from '../messages.ts';
import { builtInSites, pagesOf, siteOf } from '../sites.ts';
import { themeOfPage } from '../theme.ts';

export default defineContentScript({
  matches: builtInSites.map(pagesOf),
  // A manifest may not hold a content script that matches nothing; for all other sites the background registers it.
  registration: builtInSites.length > 0 ? 'manifest' : 'runtime',
  runAt: 'document_end',
  noScriptStartedPostMessage: true,
  async main({ signal }) {
    const theme = () => themeOfPage(document.documentElement);
    signal.addEventListener('abort', onMessage('readTheme', theme));
    if (!findProfileMenu(document)) return;

    const readSite = async () => siteOf(location.href, urlsOf(await readSites()));
    const site = await readSite();
    if (!site || signal.aborted) return;
    const end = new AbortController();
    signal.addEventListener('abort', () => end.abort());
    watchSites(async () => {
      if ((await readSite()) !== site) end.abort();
    }, end.signal);
    const { version } = browser.runtime.getManifest();
    // Read now: a script that an update has cut off from its extension gets no texts any more.
    const reload = t('menu.reload');
    keepProfileMenuLink({
      document,
      label: t('menu.link'),
      signal: end.signal,
      onOpen() {
        // Nobody answers a page from before the update. What stands half written in it is the person's to save.
        sendMessage('openPopup', { theme: theme() }).catch(() => alert(reload));
      },
      isFor: (viewer) =>
        mayUseTokens(site, viewer, {
          fetch: (...request) => fetch(...request),
          storage: browser.storage.local,
          now: Date.now,
          version,
        }),
    });
  },
});
