import { readFileSync } from 'node:fs';
import { dayMs } from '../../../shared/lifetime.ts';
import { expect, logIn, test } from '../house.ts';
import { look } from '../look.ts';
import { changePolicy } from '../policy.ts';
import { deleteAllTokens, keys, seedTokens } from '../seed.ts';
import { openAs, openSection, siteOf } from './open.ts';

test('an administrator shortens lifetimes by keyboard, is told of the tokens it ends, and finds it in the audit', async ({
  page,
  house,
}) => {
  const popup = await openAs(page, house, 'admin');
  await deleteAllTokens(popup, siteOf(house));
  await seedTokens(popup, siteOf(house), [
    { description: 'Nightly report', owner: keys.carol, days: 90 },
    { description: 'Short', owner: keys.carol, days: 5 },
  ]);
  // Nothing but the keyboard from here on.
  await popup.getByRole('tab', { name: 'My API Tokens' }).focus();
  await popup.keyboard.press('End');
  await popup.getByRole('button', { name: 'Policy' }).focus();
  await popup.keyboard.press('Enter');
  await popup.getByRole('textbox', { name: 'Longest lifetime, in days' }).waitFor();
  while (!(await popup.evaluate(() => document.activeElement?.matches('input.number'))))
    await popup.keyboard.press('Tab');
  await popup.keyboard.press('ControlOrMeta+a');
  await popup.keyboard.type('30');
  await popup.getByRole('button', { name: 'Save…' }).focus();
  await popup.keyboard.press('Enter');
  const dialog = popup.getByRole('alertdialog', { name: 'Save this policy?' });
  await expect(dialog).toContainText('1 year → 30 days');
  await expect(dialog).toContainText('1 token will expire earlier');
  await expect(dialog.getByRole('button', { name: 'Back' })).toBeFocused();
  await popup.keyboard.press('Tab');
  await popup.keyboard.press('Enter');
  await expect(popup.getByText('The policy is saved.')).toBeVisible();

  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  await expect(popup.getByRole('row', { name: 'Nightly report' })).toContainText(
    new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(Date.now() + 30 * dayMs),
  );
  await popup.getByRole('button', { name: 'Audit of Nightly report' }).click();
  await expect(popup.getByRole('row', { name: 'Nightly report' })).toContainText(
    'Ada Admin created “Nightly report” for Çarol Ångström-李',
  );
  await expect(popup.getByRole('row', { name: 'changed the policy' })).toHaveCount(0);
  await popup.getByRole('button', { name: 'Clear all' }).click();
  const event = popup.getByRole('row', { name: 'Ada Admin changed the policy' }).first();
  await event.getByText('Details').click();
  await expect(event).toContainText('1 year → 30 days');

  const [csv] = await Promise.all([
    popup.waitForEvent('download'),
    popup.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(readFileSync(await csv.path(), 'utf8')).toContain('policy.changed');
  await expect(popup.getByText(/events are exported/)).toBeVisible();
  await changePolicy(siteOf(house), { maxLifetimeDays: 365 });
});

test('two administrators save at once: the second sees what the first did, and loses nothing', async ({
  page,
  house,
}) => {
  const popup = await openSection(page, house, 'Policy');
  const most = popup.getByRole('textbox', { name: 'Tokens for one user, their number' });
  await most.fill('40');
  const undo = await changePolicy(siteOf(house), { defaultLifetimeDays: 60, maxTokensPerUser: 45 });
  await popup.getByRole('button', { name: 'Save…' }).click();
  await popup.getByRole('button', { name: 'Save policy' }).click();
  const note = popup.getByRole('alert');
  await expect(note).toContainText('Ada Admin has saved meanwhile');
  await expect(note).toContainText('90 days → 60 days');
  await expect(most).toHaveValue('40');
  await expect(popup.getByRole('textbox', { name: 'Suggested lifetime, in days' })).toHaveValue(
    '60',
  );
  await look(popup, 'administration-conflict');
  await undo();
});

test('the session ends in the middle of a policy: nothing is lost, and it is saved after logging in', async ({
  page,
  house,
}) => {
  const popup = await openSection(page, house, 'Policy');
  const most = popup.getByRole('textbox', { name: 'Tokens for one user, their number' });
  await most.fill('41');
  house.playground.endSessions();
  await popup.getByRole('button', { name: 'Save…' }).click();
  await expect(popup.getByRole('alert')).toContainText('You are logged out');
  await logIn(page, siteOf(house), 'admin');
  await expect(most).toHaveValue('41');
  await popup.getByRole('button', { name: 'Save…' }).click();
  await popup.getByRole('button', { name: 'Save policy' }).click();
  await expect(popup.getByText('The policy is saved.')).toBeVisible();
  await changePolicy(siteOf(house), { maxTokensPerUser: 50 });
});
