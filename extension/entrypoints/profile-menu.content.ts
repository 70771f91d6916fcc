import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { mayUseTokens } from '../menu/permission.ts';
import { keepProfileMenuLink } from '../menu/profile-menu-link.ts';
import { themeOf } from '../menu/theme.ts';
import { sendMessage } from '../messages.ts';
import { builtInSites, pagesOf, siteOf } from '../sites.ts';

export default defineContentScript({
  matches: builtInSites.map(pagesOf),
  // A manifest may not hold a content script that matches nothing.
  registration: builtInSites.length > 0 ? 'manifest' : 'runtime',
  runAt: 'document_end',
  noScriptStartedPostMessage: true,
  main({ signal }) {
    const site = siteOf(location.href, builtInSites);
    if (!site) return;
    const { version } = browser.runtime.getManifest();
    const storage = browser.storage.local;
    keepProfileMenuLink({
      document,
      label: browser.i18n.getMessage('menu_link'),
      signal,
      onOpen() {
        const theme = themeOf(document.documentElement);
        // Nobody answers a page that was loaded before the extension was updated; reloading it helps.
        sendMessage('openPopup', { theme }).catch(() => location.reload());
      },
      isFor: (viewer) =>
        mayUseTokens(site, viewer, { fetch: (...request) => fetch(...request), storage, now: Date.now, version }),
    });
  },
});
