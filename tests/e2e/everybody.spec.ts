import type { Page } from '@playwright/test';
import { expect, logIn, openPopup, test } from './house.ts';
import { look } from './look.ts';
import { deleteAllTokens, keys, seedTokens } from './seed.ts';

/** Presses Tab until what is called so has the focus, as somebody without a mouse does. */
async function tabTo(popup: Page, role: 'button' | 'tab' | 'searchbox' | 'combobox', name: string) {
  const wanted = popup.getByRole(role, { name, exact: true }).last();
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await popup.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

const news = (popup: Page, text: string) =>
  expect(popup.getByRole('status').filter({ hasText: text })).toBeVisible();

test('by keyboard alone: created, renamed, filtered, found by user, deleted; each step is announced', async ({
  page,
  house,
}) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await deleteAllTokens(popup, site);
  await seedTokens(popup, site, [{ description: 'Of Märta', owner: keys.märta }]);
  const press = (...given: Parameters<Page['keyboard']['press']>) => popup.keyboard.press(...given);

  await tabTo(popup, 'button', 'New API Token');
  await press('Enter');
  await expect(popup.getByRole('textbox', { name: 'Description' })).toBeFocused();
  await popup.keyboard.type('By keys');
  await press('Enter');
  await expect(popup.getByRole('textbox', { name: 'Your new API token' })).toBeFocused();
  await tabTo(popup, 'button', 'Copy');
  await press('Enter');
  await news(popup, 'Copied.');
  await tabTo(popup, 'button', 'Done');
  await press('Enter');
  await news(popup, '“By keys” is created.');
  await expect(popup.getByRole('button', { name: 'New API Token' })).toBeFocused();

  await tabTo(popup, 'button', 'Rename By keys');
  await press('Enter');
  await expect(popup.getByRole('textbox', { name: 'Description' })).toBeFocused();
  await popup.keyboard.type('By ten fingers');
  await press('Enter');
  await expect(popup.getByRole('row', { name: 'By ten fingers' })).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Rename By ten fingers' })).toBeFocused();

  // From the tab on backwards: the list is behind it.
  await popup.getByRole('tab', { name: 'My API Tokens' }).focus();
  await press('ArrowRight');
  await expect(popup.getByRole('tab', { name: 'Token Manager' })).toBeFocused();
  await tabTo(popup, 'searchbox', 'Search descriptions');
  await popup.keyboard.type('FINGERS');
  await news(popup, '1 token');
  await press('Control+a');
  await press('Delete');
  await news(popup, '2 tokens');
  await tabTo(popup, 'combobox', 'Filter by users');
  await popup.keyboard.type('märta');
  await popup.getByRole('option').first().waitFor();
  await press('Enter');
  await expect(popup.getByRole('row', { name: 'By ten fingers' })).toHaveCount(0);
  await news(popup, '1 token');

  await tabTo(popup, 'button', 'Delete Of Märta');
  await press('Enter');
  await expect(
    popup.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }),
  ).toBeFocused();
  await press('Escape');
  await expect(popup.getByRole('button', { name: 'Delete Of Märta' })).toBeFocused();
  await press('Enter');
  await tabTo(popup, 'button', 'Delete token');
  await press('Enter');
  await news(popup, '“Of Märta” is deleted.');
});

test('in forced colours everything keeps its edge; without motion nothing moves', async ({
  page,
  house,
}) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await seedTokens(popup, site, [{ description: 'Seen by everybody', days: 3 }]);
  await popup.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await popup.reload();
  await popup.getByRole('row', { name: 'Seen by everybody' }).waitFor();
  await look(popup, 'forced-colours');
  const edgeless = await popup
    .locator('.button, .lozenge')
    .evaluateAll((all) => all.filter((one) => getComputedStyle(one).borderStyle === 'none').length);
  expect(edgeless).toBe(0);
  await popup.getByRole('button', { name: 'New API Token' }).click();
  await look(popup, 'forced-colours-form');
  const chosen = popup.getByRole('radio', { checked: true });
  expect(await chosen.count()).toBe(2);
  const moving = await popup.evaluate(() =>
    document.getAnimations().map((animation) => String(animation.effect)),
  );
  expect(moving).toEqual([]);
});
