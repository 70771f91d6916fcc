import type { Page } from '@playwright/test';
import { expect, type House, logIn, openPopup, openPopupOf, test } from './house.ts';
import { look } from './look.ts';
import { deleteAllTokens, keys, seedTokens } from './seed.ts';

interface Scene {
  page: Page;
  house: House;
  site: string;
}

/** A team's tokens as they are after a while: some used, one about to end, one made for somebody else. */
async function furnish({ page, house, site }: Scene): Promise<Page> {
  await logIn(page, site, 'bob');
  const popup = await openPopupOf(page, site);
  await deleteAllTokens(popup, site);
  const [release, , grafana] = await seedTokens(popup, site, [
    { description: 'Jenkins: release pipeline', scope: 'write', days: 180 },
    { description: 'Nightly report', days: 7 },
    { description: 'Grafana: open issues', owner: keys.alice, days: 365 },
    { description: 'Übersetzungen abgleichen', owner: keys.märta, scope: 'write', days: 60 },
    { description: 'Release notes', owner: keys.admin, days: 30 },
    { description: 'Power BI: sprint dashboard', days: 90 },
  ]);
  for (const credential of [`bob:${release}`, `alice:${grafana}`]) {
    const Authorization = `Basic ${btoa(credential)}`;
    await fetch(`${site}/rest/api/2/myself`, { headers: { Authorization } });
  }
  house.playground.received.length = 0;
  await popup.close();
  return page;
}

for (const theme of ['light', 'dark'] as const) {
  test(`every screen in ${theme} is without findings by axe`, async ({ page, house }) => {
    const site = house.site('header', 'jira');
    await furnish({ page, house, site });
    await page.goto(`${site}/secure/Dashboard.jspa?aui=10&theme=${theme}`);
    const popup = await openPopup(page);
    await popup.setViewportSize({ width: 1000, height: 640 });
    await popup.getByRole('row', { name: 'Nightly report' }).waitFor();
    await look(popup, `my-api-tokens-${theme}`);

    await popup.getByRole('button', { name: 'New API Token' }).click();
    const dialog = popup.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Maven: issues of a release');
    await look(popup, `new-api-token-${theme}`);
    await dialog.getByRole('button', { name: 'New API Token' }).click();
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await look(popup, `copy-your-token-${theme}`);
    await dialog.getByRole('button', { name: 'Done' }).click();

    await popup.getByRole('button', { name: 'Delete Jenkins: release pipeline' }).click();
    await look(popup, `delete-${theme}`);
    await popup.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();

    await popup.getByRole('tab', { name: 'Token Manager' }).click();
    await popup.getByRole('row', { name: 'Grafana' }).waitFor();
    await popup.mouse.move(0, 0);
    await look(popup, `token-manager-${theme}`);
    const isWhole = () =>
      popup.locator('.table-frame').evaluate((frame) => frame.scrollWidth <= frame.clientWidth);
    expect(await isWhole()).toBe(true);
    await popup.getByRole('button', { name: 'New API Token' }).click();
    await popup.getByRole('combobox', { name: 'User', exact: true }).fill('a');
    await popup.getByRole('option').first().waitFor();
    await look(popup, `for-whom-${theme}`);
    await popup.keyboard.press('Escape');
    await popup.keyboard.press('Escape');

    await popup.setViewportSize({ width: 400, height: 640 });
    await look(popup, `narrow-${theme}`);
    const overflow = await popup.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(overflow).toBe(false);
  });
}

test('no string becomes markup in the popup, whoever wrote it', async ({ page, house }) => {
  await logIn(page, house.site('header', 'jira'), 'alice');
  const popup = await openPopup(page);
  const attempt = popup.evaluate(() => {
    document.body.innerHTML = '<img src=x>';
  });
  await expect(attempt).rejects.toThrow(/TrustedHTML/);
});
