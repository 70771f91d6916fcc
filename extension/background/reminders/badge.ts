import { browser } from 'wxt/browser';
import { plural, t } from '../../i18n.ts';

/** How many tokens end soon, on the toolbar button; nothing where none does. Its title says the same to a screen reader. */
export async function showBadge(count: number): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ text: count > 0 ? String(count) : '' }),
    browser.action.setBadgeBackgroundColor({ color: '#c9372c' }),
    browser.action.setBadgeTextColor({ color: '#ffffff' }),
    browser.action.setTitle({
      title: count > 0 ? plural('reminders.badge', count) : t('extension.action'),
    }),
  ]);
}
