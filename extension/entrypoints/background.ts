import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { injectEverywhere, keepContentScripts } from '../background/content-scripts.ts';
import { copyManagedSites } from '../background/managed-sites.ts';
import { openPopup } from '../background/popup-window.ts';
import { openFromNotification } from '../background/reminders/notification.ts';
import { refresh, remind, restoreBadge } from '../background/reminders/reminders.ts';
import { reminderAlarm, scheduleReminders } from '../background/reminders/schedule.ts';
import { isPopup, siteOfSender } from '../background/sender.ts';
import { openFromToolbar } from '../background/toolbar.ts';
import { welcome } from '../background/welcome.ts';
import { readSites, urlsOf, watchSites } from '../configured-sites.ts';
import { onMessage } from '../messages.ts';
import { watchReminderSettings } from '../reminder-settings.ts';
import { isTheme } from '../theme.ts';

export default defineBackground(() => {
  onMessage('openPopup', async ({ sender, data }) => {
    const sites = urlsOf(await readSites());
    const site = siteOfSender(sender, browser.runtime.id, sites);
    if (site) await openPopup({ site, theme: isTheme(data?.theme) ? data.theme : 'system' });
  });
  onMessage('ownTokensChanged', async ({ sender, data }) => {
    if (isPopup(sender)) await refresh(data.site);
  });
  browser.action.onClicked.addListener(openFromToolbar);
  browser.notifications.onClicked.addListener(openFromNotification);
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === reminderAlarm) return remind();
  });

  browser.runtime.onInstalled.addListener(async ({ reason }) => {
    await copyManagedSites();
    await keepContentScripts();
    await injectEverywhere();
    if (reason === 'install') await welcome();
  });
  browser.runtime.onStartup.addListener(() =>
    Promise.all([keepContentScripts(), restoreBadge(), copyManagedSites()]),
  );
  browser.storage.onChanged.addListener((_, area) => {
    if (area === 'managed') return copyManagedSites();
  });
  browser.permissions.onAdded.addListener(keepContentScripts);
  browser.permissions.onRemoved.addListener(keepContentScripts);
  watchSites(() => Promise.all([keepContentScripts(), refresh()]));
  watchReminderSettings(() => refresh());
  void scheduleReminders(Date.now());
});
