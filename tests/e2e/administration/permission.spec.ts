import { expect, test } from '../house.ts';
import { openAs, openSection } from './open.ts';

test('nobody but administrators sees the tab, and who loses the group meanwhile is told', async ({
  page,
  house,
}) => {
  const { playground } = house;
  for (const user of ['bob', 'alice']) {
    const popup = await openAs(page, house, user, { view: 'administration' });
    await popup.getByRole('tab', { name: 'My API Tokens' }).waitFor();
    await expect(popup.getByRole('tab', { name: 'Administration' })).toHaveCount(0);
    await popup.close();
    await page.context().clearCookies();
  }
  const popup = await openSection(page, house, 'Policy');
  await popup.getByRole('textbox', { name: 'Longest lifetime, in days' }).fill('10');
  try {
    playground.setGroups('admin', ['jira-users', 'token-managers']);
    await popup.getByRole('button', { name: 'Save…' }).click();
    await expect(popup.getByText(/You do not administer API tokens on this site/)).toBeVisible();
    await expect(popup.getByRole('tab', { name: 'Administration' })).toHaveCount(0);
    await expect(popup.getByRole('tab', { name: 'Token Manager' })).toBeVisible();
  } finally {
    playground.setGroups('admin', [
      'jira-users',
      'confluence-users',
      'jira-administrators',
      'confluence-administrators',
    ]);
  }
});
