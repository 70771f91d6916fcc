import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { openPopup } from '../background/popup-window.ts';
import { siteOfSender } from '../background/sender.ts';
import { onMessage } from '../messages.ts';
import { builtInSites, siteOf } from '../sites.ts';
import { isTheme } from '../theme.ts';

export default defineBackground({
  persistent: false,
  main() {
    onMessage('openPopup', async ({ sender, data }) => {
      const site = siteOfSender(sender, browser.runtime.id, builtInSites);
      if (site) await openPopup({ site, theme: isTheme(data?.theme) ? data.theme : 'system' });
    });

    // A tab's address is visible here only where the host permissions cover it, which is exactly the sites.
    const toolbarButton = browser.action ?? browser.browserAction;
    toolbarButton.onClicked.addListener((tab) => {
      const onlySite = builtInSites.length === 1 ? builtInSites[0] : undefined;
      const site = siteOf(tab.url ?? '', builtInSites) ?? onlySite;
      void openPopup({ site, theme: 'system' });
    });
  },
});
