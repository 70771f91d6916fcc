import type { Page } from '@playwright/test';
import { expect, logIn, type Product, test } from './house.ts';

const link = (page: Page) => page.getByRole('menuitem', { name: 'API Token Authentication' });
const trigger = (page: Page) => page.locator('#header-details-user-fullname, #user-menu-link');
const home = (product: Product) => (product === 'jira' ? 'secure/Dashboard.jspa' : 'index.action');

for (const product of ['jira', 'confluence'] as const) {
  for (const aui of [8, 10]) {
    test.describe(`${product}, AUI ${aui}`, () => {
      test('the link opens the popup by mouse', async ({ page, house }) => {
        await logIn(page, house.site('applink', product), 'alice');
        await page.goto(`${house.site('applink', product)}/${home(product)}?aui=${aui}`);
        await expect(page.locator('a', { hasText: 'API Token Authentication' })).toHaveCount(1);
        await trigger(page).click();
        const opened = page.context().waitForEvent('page');
        await link(page).click();
        await expect((await opened).getByRole('tab', { name: 'My API Tokens' })).toBeVisible();
      });

      test('the link opens the popup by keyboard', async ({ page, house }) => {
        await logIn(page, house.site('applink', product), 'alice');
        await page.goto(`${house.site('applink', product)}/${home(product)}?aui=${aui}`);
        await trigger(page).focus();
        await page.keyboard.press('Enter');
        await expect(link(page)).toBeVisible();
        for (let presses = 0; presses < 20; presses++) {
          if (await link(page).evaluate((element) => element === document.activeElement)) break;
          await page.keyboard.press('ArrowDown');
        }
        await expect(link(page)).toBeFocused();
        const opened = page.context().waitForEvent('page');
        await page.keyboard.press('Enter');
        await expect((await opened).getByRole('tab', { name: 'My API Tokens' })).toBeVisible();
      });

      test('the link is there once again after the header is drawn anew', async ({
        page,
        house,
      }) => {
        await logIn(page, house.site('applink', product), 'alice');
        await page.goto(`${house.site('applink', product)}/${home(product)}?aui=${aui}`);
        await expect(page.locator('a', { hasText: 'API Token Authentication' })).toHaveCount(1);
        await page
          .locator('header#header')
          .evaluate((header) => header.setAttribute('data-old', ''));
        await page.getByRole('button', { name: 'Draw the header anew' }).click();
        await expect(page.locator('header#header[data-old]')).toHaveCount(0);
        await expect(page.locator('a', { hasText: 'API Token Authentication' })).toHaveCount(1);
        await trigger(page).click();
        await expect(link(page)).toBeVisible();
      });

      test('there is no link for somebody who is not logged in', async ({ page, house }) => {
        await page.goto(`${house.site('applink', product)}/${home(product)}?aui=${aui}`);
        await expect(page.getByRole('link', { name: /log in/i }).first()).toBeVisible();
        await page.waitForTimeout(300);
        await expect(page.locator('a', { hasText: 'API Token Authentication' })).toHaveCount(0);
      });
    });
  }
}
