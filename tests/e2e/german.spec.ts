import { readFileSync } from 'node:fs';
import { launchChromium } from '../support/chromium.ts';
import { test as base, expect, logIn, openPopupOf } from './house.ts';
import { look } from './look.ts';
import { deleteAllTokens, keys, seedTokens } from './seed.ts';

const texts = JSON.parse(readFileSync('extension/locales/de.json', 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** What the German texts say under this key. */
function german(section: string, key: string): string {
  const text = texts[section]?.[key];
  if (text === undefined) throw new Error(`There is no text ${section}.${key}`);
  return text;
}

const test = base.extend({
  context: async ({ house }, use) => {
    // Where Chromium on Linux has its language from.
    const context = await launchChromium(house.extension, {
      args: ['--lang=de'],
      env: { ...process.env, LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' } as Record<string, string>,
    });
    await use(context);
    await context.close();
  },
});

test('a German browser shows German, its dates and its plurals', async ({ page, house }) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'bob');
  await page.locator('#header-details-user-fullname').click();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('menuitem', { name: german('menu', 'link') }).click();
  const popup = await opened;
  await expect(popup.getByRole('tab', { name: german('tabs', 'mine') })).toBeVisible();
  await expect(popup.locator('html')).toHaveAttribute('lang', 'de');
  await deleteAllTokens(popup, site);
  await seedTokens(popup, site, [
    { description: 'Nachtbericht', days: 7 },
    { description: 'Übersicht', owner: keys.alice, days: 300 },
  ]);
  await popup.reload();
  const row = popup.getByRole('row', { name: 'Nachtbericht' });
  await expect(row).toContainText(german('scope', 'read'));
  await expect(row).toContainText('in 7 Tagen');
  await expect(row).toContainText(german('token', 'expiresSoon'));
  await expect(row).toContainText(/\d{1,2}\. \p{L}+\.? \d{4}|\d{2}\.\d{2}\.\d{4}/u);
  await look(popup, 'german-my-api-tokens');

  await popup.getByRole('button', { name: german('token', 'new') }).click();
  await expect(popup.getByRole('dialog')).toContainText(/1 Jahr/);
  await look(popup, 'german-new-api-token');
  await popup.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Nachtbericht löschen' }).click();
  await expect(popup.getByRole('alertdialog', { name: german('delete', 'title') })).toContainText(
    german('delete', 'warning'),
  );
  await look(popup, 'german-delete');
  await popup.keyboard.press('Escape');
  await popup.getByRole('tab', { name: german('tabs', 'manager') }).click();
  await expect(popup.getByText('2 Token', { exact: true })).toBeVisible();
  await look(popup, 'german-token-manager');
  for (const [width, height] of [
    [400, 640],
    [1000, 640],
  ] as const) {
    await popup.setViewportSize({ width, height });
    const overflow = await popup.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }

  const settings = await page.context().newPage();
  await settings.goto(new URL('/options.html', popup.url()).href);
  await expect(settings.getByRole('heading', { name: german('options', 'sites') })).toBeVisible();
  await look(settings, 'german-settings');
});

test("a Confluence's administration is German, fits, and reaches its product", async ({
  page,
  house,
}) => {
  const site = house.site('header', 'confluence');
  await logIn(page, site, 'admin');
  const popup = await openPopupOf(page, site, { view: 'administration' });
  for (const section of ['audit', 'leaver', 'webhook', 'policy', 'selfTest']) {
    const name = german(section, 'title');
    await popup.getByRole('button', { name, exact: true }).click();
    await expect(popup.getByRole('heading', { level: 2, name })).toBeVisible();
    for (const width of [400, 1000]) {
      await popup.setViewportSize({ width, height: 640 });
      const isWider = () => document.documentElement.scrollWidth > innerWidth;
      expect(await popup.evaluate(isWider)).toBe(false);
    }
  }
  await popup.getByRole('button', { name: german('selfTest', 'run') }).click();
  await expect(popup.getByText(german('selfTest', 'good'))).toBeVisible();
  await popup.getByRole('button', { name: german('audit', 'title'), exact: true }).click();
  await expect(popup.getByRole('row', { name: /Selbsttest/ }).first()).toBeVisible();
});
