import { createToken, expect, logIn, openPopup, test } from './house.ts';
import { look } from './look.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`every screen in ${theme} is without findings by axe`, async ({ page, house }) => {
    const site = house.site('header', 'jira');
    // As admin: nobody else makes tokens there.
    await logIn(page, site, 'admin');
    await page.goto(`${site}/secure/Dashboard.jspa?aui=10&theme=${theme}`);
    const popup = await openPopup(page);
    await popup.setViewportSize({ width: 1000, height: 640 });
    await look(popup, `loaded-${theme}`);

    await createToken(popup, {
      description: `Jenkins: release pipeline (${theme})`,
      scope: 'Read and write',
    });
    await createToken(popup, {
      description: `Nightly report (${theme})`,
      scope: 'Read only',
      expiration: '7 days',
    });
    await look(popup, `my-api-tokens-${theme}`);

    await popup.getByRole('button', { name: 'New API Token' }).click();
    const dialog = popup.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Power BI dashboard');
    await look(popup, `new-api-token-${theme}`);
    await dialog.getByRole('button', { name: 'New API Token' }).click();
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await look(popup, `copy-your-token-${theme}`);
    await dialog.getByRole('button', { name: 'Done' }).click();

    await popup.getByRole('button', { name: `Delete Nightly report (${theme})` }).click();
    await look(popup, `delete-${theme}`);
    await popup.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();

    await popup.getByRole('tab', { name: 'Token Manager' }).click();
    await popup.getByRole('searchbox', { name: 'Search descriptions' }).fill(theme);
    await expect(popup.getByRole('row', { name: 'Power BI' })).toHaveCount(0);
    await look(popup, `token-manager-${theme}`);
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
