import type { Page } from '@playwright/test';
import { createToken, expect, fillNewToken, logIn, openPopup, test } from './house.ts';

async function openManager(popup: Page): Promise<void> {
  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  await popup.getByRole('searchbox', { name: 'Search descriptions' }).waitFor();
}

test('bob makes a token for carol, finds it, and deletes it', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await createToken(popup, { description: 'Mine alone', scope: 'Read only' });
  await openManager(popup);

  await popup.getByRole('button', { name: 'New API Token' }).first().click();
  const dialog = popup.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'User', exact: true }).fill('carol');
  await dialog.getByRole('option', { name: /Ångström-李/ }).click();
  const description = 'Übergabe 報告 für Carol';
  const secret = await fillNewToken(popup, { description, scope: 'Read only' });

  const row = popup.getByRole('row', { name: description });
  await expect(row).toContainText('Çarol Ångström-李');

  // By the user alone.
  await popup.getByRole('combobox', { name: 'Filter by users' }).fill('carol');
  await popup.getByRole('option', { name: /Ångström-李/ }).click();
  await expect(popup.getByRole('row', { name: 'Mine alone' })).toHaveCount(0);
  await expect(row).toBeVisible();
  await popup.getByRole('button', { name: 'Clear all' }).click();
  await expect(popup.getByRole('row', { name: 'Mine alone' })).toBeVisible();

  // By pieces of the description, in another letter case and another script.
  const search = popup.getByRole('searchbox', { name: 'Search descriptions' });
  for (const piece of ['ÜBERGABE', 'übergabe', 'FÜR CAR', '報告', '告']) {
    await search.fill(piece);
    await expect(popup.getByRole('row', { name: 'Mine alone' })).toHaveCount(0);
    await expect(row).toBeVisible();
  }
  await search.fill('%');
  await expect(row).toHaveCount(0);
  await search.fill('übergabe');

  const asCarol = await fetch(`${site}/rest/api/2/myself`, {
    headers: { Authorization: `Basic ${btoa(`carol:${secret}`)}` },
  });
  expect(await asCarol.json()).toMatchObject({ name: 'carol' });

  await row.getByRole('button', { name: 'Delete' }).click();
  const confirmation = popup.getByRole('alertdialog');
  await expect(confirmation).toContainText('Çarol Ångström-李');
  await expect(confirmation).toContainText('Bob Manager');
  await confirmation.getByRole('button', { name: 'Delete token' }).click();
  await expect(row).toHaveCount(0);
});

test('carol sees who made a token for her', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await openManager(popup);
  await popup.getByRole('button', { name: 'New API Token' }).first().click();
  await popup
    .getByRole('dialog')
    .getByRole('combobox', { name: 'User', exact: true })
    .fill('carol');
  await popup.getByRole('option', { name: /Ångström-李/ }).click();
  await fillNewToken(popup, { description: 'A present', scope: 'Read only' });
  await popup.close();

  await page.context().clearCookies();
  await logIn(page, site, 'carol');
  const hers = await openPopup(page);
  await expect(hers.getByRole('row', { name: 'A present' })).toContainText('by Bob Manager');
});

test('alice has no Token Manager, and the API refuses her', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'alice');
  const popup = await openPopup(page);
  await expect(popup.getByRole('tab', { name: 'My API Tokens' })).toBeVisible();
  await expect(popup.getByRole('tab', { name: 'Token Manager' })).toHaveCount(0);

  for (const path of ['manager/tokens', 'users?q=carol']) {
    const status = await popup.evaluate(
      async (url) =>
        (await fetch(url, { credentials: 'include', headers: { 'X-Postern-Client': 'test' } }))
          .status,
      `${site}/_postern/api/v1/${path}`,
    );
    expect(status).toBe(403);
  }
});
