import type { Page } from 'puppeteer-core';
import { expect, findPopup, logIn, menuItem, openMenu, openPopup, popups, test } from './house.ts';
import { click, focused, role, see } from './screen.ts';

const products = {
  jira: { home: 'secure/Dashboard.jspa', logIn: 'Log In' },
  confluence: { home: 'index.action', logIn: 'Log in' },
} as const;

for (const product of ['jira', 'confluence'] as const) {
  const { home, logIn: logInLink } = products[product];

  test.describe(product, () => {
    test('the link in the profile menu opens the popup in a window of its own', async ({
      tab,
      house,
    }) => {
      await logIn(tab, house.site('applink', product), 'alice');
      expect(await linksIn(tab)).toBe(1);
      const popup = await openPopup(tab);
      expect(await popup.evaluate(kindOfWindow)).toBe('popup');
      expect(await popup.title()).toContain('API tokens');
    });

    test('the link is there by keyboard', async ({ firefox, tab, house }) => {
      await logIn(tab, house.site('applink', product), 'alice');
      await tab.focus('#header-details-user-fullname, #user-menu-link');
      await tab.keyboard.press('Enter');
      await see(tab, menuItem);
      for (let presses = 0; presses < 20; presses++) {
        if ((await focused(tab)) === 'API Token Authentication') break;
        await tab.keyboard.press('ArrowDown');
      }
      expect(await focused(tab)).toBe('API Token Authentication');
      await tab.keyboard.press('Enter');
      await see(await findPopup(firefox), role('tab', 'My API Tokens'));
    });

    test('there is no link for somebody who is not logged in', async ({ tab, house }) => {
      await tab.goto(`${house.site('applink', product)}/${home}`);
      await see(tab, role('link', logInLink));
      expect(await linksIn(tab)).toBe(0);
    });
  });
}

test('a second click focuses the window that is open', async ({ firefox, tab, house }) => {
  await logIn(tab, house.site('applink', 'jira'), 'alice');
  const popup = await openPopup(tab);
  await tab.bringToFront();
  await expect.poll(() => popup.evaluate(() => document.hasFocus())).toBe(false);
  await openMenu(tab);
  await click(tab, menuItem);
  await expect.poll(() => popup.evaluate(() => document.hasFocus())).toBe(true);
  expect(await popups(firefox)).toHaveLength(1);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the popup is as ${theme} as the page`, async ({ tab, house }) => {
    const site = house.site('applink', 'jira');
    await logIn(tab, site, 'alice');
    await tab.goto(`${site}/${products.jira.home}?aui=10&theme=${theme}`);
    const popup = await openPopup(tab);
    const { background, text } = await popup.evaluate(brightness);
    expect(background > text ? 'light' : 'dark').toBe(theme);
  });
}

/** Also in a menu that is closed. */
function linksIn(tab: Page): Promise<number> {
  return tab.$$eval(
    'a',
    (links) => links.filter((link) => link.textContent === 'API Token Authentication').length,
  );
}

function brightness() {
  const { backgroundColor, color } = getComputedStyle(document.body);
  const sum = (rgb: string) =>
    (rgb.match(/\d+/g) ?? []).slice(0, 3).reduce((total, part) => total + Number(part), 0);
  return { background: sum(backgroundColor), text: sum(color) };
}

async function kindOfWindow(): Promise<string> {
  const { browser } = globalThis as unknown as {
    browser: { windows: { getCurrent(): Promise<{ type: string }> } };
  };
  return (await browser.windows.getCurrent()).type;
}
