import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findFirefox } from '../../playground/browser.ts';
import { buildExtension } from '../../playground/build-extension.ts';
import { openHouse, type House as WorkerHouse } from '../support/open-house.ts';
import { click, fill, role, see } from './screen.ts';

interface House extends WorkerHouse {
  /** The folder of the unpacked extension, built for all sites. */
  extension: string;
}

/** Playwright runs the tests. Its own Firefox takes no extensions, so puppeteer drives the real one, by WebDriver BiDi. */
export const test = base.extend<
  { downloads: string; firefox: Browser; tab: Page },
  { house: House }
>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const house = await openHouse(['applink']);
      const folder = join('.output', 'firefox-e2e');
      const extension = await buildExtension(house.sites, folder, 'firefox');
      await use({ ...house, extension });
      await house.close();
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  /** The folder of what Firefox saves. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  downloads: async ({}, use, info) => {
    await use(info.outputPath('downloads'));
  },

  firefox: async ({ house, downloads }, use) => {
    const firefox = await launchFirefox({
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
    });
    await firefox.installExtension(house.extension);
    await use(firefox);
    await firefox.close();
  },

  tab: async ({ firefox }, use) => {
    await use(await firefox.newPage());
  },
});

/** The real Firefox, in English, with these preferences besides. */
export function launchFirefox(preferences: Record<string, unknown> = {}): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox() ?? '',
    headless: true,
    extraPrefsFirefox: {
      'intl.locale.requested': 'en-US',
      // Yes to every host that the extension asks for, as a person says who reads which it is.
      'extensions.webextOptionalPermissionPrompts': false,
      ...preferences,
    },
  });
}

/** Logs in by the product's own form. */
export async function logIn(tab: Page, site: string, user: string): Promise<void> {
  await tab.goto(`${site}/${site.endsWith('jira') ? 'login.jsp' : 'login.action'}`);
  await fill(tab, role('textbox', 'Username'), user);
  // A field for a password has no role of its own.
  await tab.keyboard.press('Tab');
  await tab.keyboard.type(user);
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')]);
}

export const menuItem = role('menuitem', 'API Token Authentication');

export async function openMenu(tab: Page): Promise<void> {
  await click(tab, '#header-details-user-fullname, #user-menu-link');
  await see(tab, menuItem);
}

/** Opens the profile menu and the popup from it, by mouse. */
export async function openPopup(tab: Page): Promise<Page> {
  await openMenu(tab);
  await click(tab, menuItem);
  const popup = await findPopup(tab.browser());
  await see(popup, role('tab', 'My API Tokens'));
  return popup;
}

/** The popup's page, once its window is open. */
export async function findPopup(firefox: Browser): Promise<Page> {
  await expect.poll(async () => (await popups(firefox)).length).toBeGreaterThan(0);
  const [popup] = await popups(firefox);
  if (!popup) throw new Error('the popup has closed');
  return popup;
}

/** Firefox tells of no navigation to an extension's page; the page itself knows where it is. */
export async function popups(firefox: Browser): Promise<Page[]> {
  const pages = await firefox.pages();
  const protocols = await Promise.all(
    pages.map((page) => page.evaluate(() => location.protocol).catch(() => '')),
  );
  return pages.filter((_, index) => protocols[index] === 'moz-extension:');
}

export { expect };
