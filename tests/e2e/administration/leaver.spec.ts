import { readFileSync } from 'node:fs';
import { expect, receivedAt, test } from '../house.ts';
import { deleteAllTokens, keys, seedTokens } from '../seed.ts';
import { openSection, siteOf } from './open.ts';

test('a leaver: all tokens go with the name typed, and stop working', async ({ page, house }) => {
  const popup = await openSection(page, house, 'People who left');
  await deleteAllTokens(popup, siteOf(house));
  const hostile = '=cmd()|<img src=x onerror=alert(1)> {actor}';
  const [secret] = await seedTokens(popup, siteOf(house), [
    { description: hostile, owner: keys.bob },
    { description: 'Other', owner: keys.bob },
    { description: 'Carol’s own', owner: keys.carol },
  ]);
  await popup.getByRole('combobox', { name: 'Person' }).fill('bob');
  await popup.getByRole('option', { name: 'Bob Manager' }).click();
  await expect(popup.getByText('2 tokens')).toBeVisible();
  await expect(popup.getByText(hostile)).toBeVisible();
  await popup.getByRole('button', { name: 'Delete all tokens' }).click();
  await expect(popup.getByText('This is not the user name.')).toBeVisible();
  await popup.getByRole('textbox', { name: 'Type bob to confirm' }).fill('Bob');
  await popup.getByRole('button', { name: 'Delete all tokens' }).click();
  await expect(popup.getByText('2 tokens are deleted.')).toBeVisible();
  const before = receivedAt(house, '/jira/rest/api/2/serverInfo').length;
  const { status } = await fetch(`${siteOf(house)}/rest/api/2/serverInfo`, {
    headers: { Authorization: `Basic ${btoa(`bob:${secret}`)}` },
  });
  expect([status, receivedAt(house, '/jira/rest/api/2/serverInfo').length]).toEqual([401, before]);

  await popup.getByRole('button', { name: 'Audit', exact: true }).click();
  const deleted = popup.getByRole('row', { name: 'with all tokens of Bob Manager' });
  await expect(deleted.filter({ hasText: hostile })).toBeVisible();
  const [csv] = await Promise.all([
    popup.waitForEvent('download'),
    popup.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  // No cell begins as a formula does.
  expect(readFileSync(await csv.path(), 'utf8')).toContain(`"'=cmd()`);
  await deleteAllTokens(popup, siteOf(house));
});
