import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { t } from '../i18n.ts';
import { mayUseTokens } from '../menu/permission.ts';
import { keepProfileMenuLink } from '../menu/profile-menu-link.ts';
import { sendMessage } from '../messages.ts';
import { builtInSites, pagesOf, siteOf } from '../sites.ts';
import { themeOfPage } from '../theme.ts';

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
    // Read now: a script that an update has cut off from its extension gets no texts any more.
    const reload = t('menu.reload');
    keepProfileMenuLink({
      document,
      label: t('menu.link'),
      signal,
      onOpen() {
        const theme = themeOfPage(document.documentElement);
        // Nobody answers a page from before the update. What stands half written in it is the person's to save.
        sendMessage('openPopup', { theme }).catch(() => alert(reload));
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
