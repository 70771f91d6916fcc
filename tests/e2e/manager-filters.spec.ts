import type { Page } from '@playwright/test';
import { expect, logIn, openPopup, test } from './house.ts';
import { isInWindow, look } from './look.ts';
import { keys, seedTokens } from './seed.ts';

const row = (popup: Page, description: string) => popup.getByRole('row', { name: description });
const filter = (popup: Page, name: string) =>
  popup.getByRole('search').getByRole('button', { name: `${name} filter` });
const choices = (popup: Page, name: string) => popup.getByRole('dialog', { name });
const today = (days = 0) => {
  const date = new Date();
  date.setDate(date.getDate() + days);
  // As a date field has it, in this machine's own time zone, which is the browser's.
  return date.toLocaleDateString('sv-SE');
};

async function openManager(popup: Page): Promise<void> {
  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  await popup.getByRole('row').nth(1).waitFor();
}

async function choose(popup: Page, name: string, choice: string): Promise<void> {
  await filter(popup, name).click();
  await choices(popup, name).getByRole('button', { name: choice, exact: true }).click();
  await popup.getByRole('button', { name: `${name}: ${choice}` }).waitFor();
}

async function applyDays(popup: Page, name: string, from: string, to: string): Promise<void> {
  await choices(popup, name).getByLabel('From').fill(from);
  await choices(popup, name).getByLabel('To').fill(to);
  await choices(popup, name).getByRole('button', { name: 'Apply' }).click();
}

test.describe('the filters', () => {
  test.beforeEach(async ({ page, house }) => {
    const site = house.site('applink', 'jira');
    await logIn(page, site, 'bob');
  });

  test('by when: presets and days, singly and together', async ({ page, house }) => {
    const site = house.site('applink', 'jira');
    const popup = await openPopup(page);
    const [used] = await seedTokens(popup, site, [
      { description: 'Used now', owner: keys.märta, days: 3 },
      { description: 'Not used yet', owner: keys.märta, days: 60 },
    ]);
    await fetch(`${site}/rest/api/2/myself`, {
      headers: { Authorization: `Basic ${Buffer.from(`märta:${used}`).toString('base64')}` },
    });
    await openManager(popup);

    await choose(popup, 'Last used', 'Today');
    await expect(row(popup, 'Used now')).toBeVisible();
    await expect(row(popup, 'Not used yet')).toHaveCount(0);
    await popup.getByRole('button', { name: 'Last used: Today' }).click();
    await choices(popup, 'Last used').getByRole('button', { name: 'Not in the last 90' }).click();
    await expect(row(popup, 'Not used yet')).toBeVisible();
    await expect(row(popup, 'Used now')).toHaveCount(0);

    await choose(popup, 'Expires', 'Next 7 days');
    await expect(popup.getByRole('heading', { name: 'No tokens match' })).toBeVisible();
    await popup.getByRole('button', { name: 'Clear the filter Last used' }).click();
    await expect(filter(popup, 'Last used')).toBeFocused();
    await expect(row(popup, 'Used now')).toBeVisible();
    await expect(row(popup, 'Not used yet')).toHaveCount(0);

    await filter(popup, 'Created').click();
    await applyDays(popup, 'Created', today(), today(-1));
    await expect(choices(popup, 'Created')).toContainText('This day is before the first one.');
    await applyDays(popup, 'Created', today(-1), today(-1));
    await expect(popup.getByRole('heading', { name: 'No tokens match' })).toBeVisible();
    await popup.getByRole('button', { name: /^Created: / }).click();
    await applyDays(popup, 'Created', today(), today());
    await expect(row(popup, 'Used now')).toBeVisible();

    await popup.getByRole('button', { name: 'Clear all' }).click();
    await expect(row(popup, 'Not used yet')).toBeVisible();
  });

  test('by keyboard alone: focus goes into the choices and comes back', async ({ page, house }) => {
    const popup = await openPopup(page);
    await seedTokens(popup, house.site('applink', 'jira'), [{ description: 'Here' }]);
    await openManager(popup);
    await filter(popup, 'Created').focus();
    await popup.keyboard.press('Enter');
    await expect(choices(popup, 'Created').getByRole('button', { name: 'Today' })).toBeFocused();
    await popup.keyboard.press('Escape');
    await expect(choices(popup, 'Created')).toHaveCount(0);
    await expect(filter(popup, 'Created')).toBeFocused();

    await popup.keyboard.press('Enter');
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('Enter');
    const active = popup.getByRole('button', { name: 'Created: Last 7 days' });
    await expect(active).toBeFocused();
    await popup.keyboard.press('Enter');
    const chosen = choices(popup, 'Created').getByRole('button', { name: 'Last 7 days' });
    await expect(chosen).toBeFocused();
    await expect(chosen).toHaveAttribute('aria-pressed', 'true');
    // A click elsewhere closes them.
    await popup.getByRole('heading', { name: 'API tokens' }).click();
    await expect(choices(popup, 'Created')).toHaveCount(0);
  });

  test('by users, whom chips show; by keyboard; and from a row', async ({ page, house }) => {
    const site = house.site('applink', 'jira');
    const popup = await openPopup(page);
    await seedTokens(popup, site, [
      { description: 'Made for Carol', owner: keys.carol },
      { description: 'Made for Märta', owner: keys.märta },
      { description: 'Made for Alice', owner: keys.alice },
    ]);
    await openManager(popup);
    const field = popup.getByRole('combobox', { name: 'Filter by users' });
    await field.fill('carol');
    await popup.getByRole('option').first().waitFor();
    await popup.keyboard.press('ArrowDown');
    await popup.keyboard.press('Enter');
    await expect(popup.getByRole('button', { name: 'Remove Çarol Ångström-李' })).toBeVisible();
    await expect(field).toBeFocused();
    await field.fill('märta');
    await popup.getByRole('option').first().waitFor();
    await popup.keyboard.press('Enter');
    await expect(row(popup, 'Made for Alice')).toHaveCount(0);
    await expect(row(popup, 'Made for Carol')).toBeVisible();
    await expect(row(popup, 'Made for Märta')).toBeVisible();

    await field.fill('carol');
    await expect(popup.getByRole('option', { name: /Ångström-李.*chosen/ })).toBeVisible();
    await popup.keyboard.press('Escape');
    await field.fill('');
    await popup.keyboard.press('Backspace');
    await expect(row(popup, 'Made for Märta')).toHaveCount(0);
    await popup.getByRole('button', { name: 'Remove Çarol Ångström-李' }).click();
    await expect(field).toBeFocused();
    await expect(row(popup, 'Made for Alice')).toBeVisible();

    await row(popup, 'Made for Alice').getByRole('button', { name: 'Alice Ångström' }).click();
    await expect(popup.getByRole('button', { name: 'Remove Alice Ångström' })).toBeVisible();
    await expect(row(popup, 'Made for Carol')).toHaveCount(0);
  });

  test('stay when tabs change and when the window is loaded again', async ({ page, house }) => {
    const site = house.site('applink', 'jira');
    const popup = await openPopup(page);
    await seedTokens(popup, site, [{ description: 'A reload', owner: keys.carol }]);
    await openManager(popup);
    await popup.getByRole('searchbox').fill('RELOAD');
    await popup.getByRole('combobox', { name: 'Filter by users' }).fill('carol');
    await popup.getByRole('option').first().click();
    await popup.getByRole('combobox', { name: 'Filter by users' }).fill('ada');
    await popup.getByRole('option').first().click();
    await choose(popup, 'Created', 'Last 7 days');
    await popup.getByRole('button', { name: 'Description', exact: true }).click();
    await popup.getByRole('tab', { name: 'My API Tokens' }).click();
    await popup.getByRole('tab', { name: 'Token Manager' }).click();

    async function expectFilters() {
      await expect(popup.getByRole('searchbox')).toHaveValue('RELOAD');
      await expect(popup.getByRole('button', { name: 'Created: Last 7 days' })).toBeVisible();
      // One has a token in the list; who the other is, the product says.
      await expect(popup.getByRole('button', { name: 'Remove Çarol Ångström-李' })).toBeVisible();
      await expect(popup.getByRole('button', { name: 'Remove Ada Admin' })).toBeVisible();
      await expect(popup.getByRole('columnheader', { name: 'Description' })).toHaveAttribute(
        'aria-sort',
        'ascending',
      );
      await expect(row(popup, 'A reload')).toBeVisible();
    }
    await expectFilters();
    const address = new URL(popup.url()).searchParams;
    expect(address.getAll('owner')).toEqual([keys.carol, keys.admin]);
    expect(address.toString()).not.toContain('carol');
    await popup.reload();
    await expectFilters();
  });

  for (const [width, height] of [
    [1600, 900],
    [1040, 720],
    [400, 640],
    // A window of 400 by 720 at 200 %.
    [200, 360],
  ] as const) {
    test(`are in the window when it is ${width} by ${height}`, async ({ page, house }) => {
      const popup = await openPopup(page);
      await seedTokens(popup, house.site('applink', 'jira'), [{ description: 'Here' }]);
      await openManager(popup);
      await popup.setViewportSize({ width, height });
      for (const name of ['Created', 'Last used', 'Expires']) {
        await filter(popup, name).click();
        expect(await isInWindow(popup, ':popover-open')).toBe(true);
        await popup.keyboard.press('Escape');
      }
    });
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`the filters in ${theme} are without findings by axe`, async ({ page, house }) => {
    const site = house.site('applink', 'jira');
    await logIn(page, site, 'bob');
    await page.goto(`${site}/secure/Dashboard.jspa?aui=10&theme=${theme}`);
    const popup = await openPopup(page);
    await seedTokens(popup, site, [{ description: 'Seen by axe', owner: keys.carol }]);
    await openManager(popup);
    await choose(popup, 'Created', 'Today');
    await row(popup, 'Seen by axe')
      .first()
      .getByRole('button', { name: 'Çarol Ångström-李' })
      .click();
    await popup.getByRole('button', { name: 'Remove Çarol Ångström-李' }).waitFor();
    await popup
      .getByRole('checkbox', { name: /^Select Seen by axe/ })
      .first()
      .check();
    await popup.getByRole('button', { name: 'Last used filter' }).click();
    await applyDays(popup, 'Last used', '', '');
    await look(popup, `manager-filters-${theme}`);
    await popup.keyboard.press('Escape');
    await popup.getByRole('combobox', { name: 'Filter by users' }).fill('carol');
    await popup.getByRole('option').first().waitFor();
    await look(popup, `manager-users-${theme}`);
  });
}
