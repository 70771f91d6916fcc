import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { startReceiver } from '../support/webhook-receiver.ts';
import { expect, type House, logIn, openPopupOf, receivedAt, test } from './house.ts';
import { look } from './look.ts';
import { changePolicy } from './policy.ts';
import { deleteAllTokens, keys, seedTokens } from './seed.ts';

const siteOf = (house: House) => house.site('header', 'jira');

async function openAs(page: Page, house: House, user: string, address = {}): Promise<Page> {
  await logIn(page, siteOf(house), user);
  return openPopupOf(page, siteOf(house), address);
}

async function openSection(page: Page, house: House, name: string, theme = 'light') {
  const popup = await openAs(page, house, 'admin', { theme });
  await popup.getByRole('tab', { name: 'Administration' }).click();
  const sections = popup.getByRole('navigation', { name: 'Administration' });
  await sections.getByRole('button', { name }).click();
  await popup.getByRole('heading', { level: 2, name }).waitFor();
  return popup;
}

const isWider = (popup: Page) =>
  popup.evaluate(() => document.documentElement.scrollWidth > innerWidth);

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
    /in 30 days|\w+ \d+, \d{4}/,
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

test('a webhook: its secret once, a test that fails in words, and one that arrives signed', async ({
  page,
  house,
}) => {
  const receiver = await startReceiver();
  const popup = await openSection(page, house, 'Webhook');
  const url = popup.getByRole('textbox', { name: 'URL' });
  const save = popup.getByRole('button', { name: 'Save', exact: true });
  await url.fill('https://10.1.2.3/hook');
  await save.click();
  await expect(popup.getByText('It must be a public address.')).toBeVisible();
  await expect(url).toBeFocused();
  await url.fill(`${receiver.url}/status/500`);
  await save.click();
  const dialog = popup.getByRole('dialog', { name: 'Copy the signing secret now' });
  const secret = await dialog.getByRole('textbox').inputValue();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await popup.content()).not.toContain(secret);
  const send = popup.getByRole('button', { name: 'Send a test' });
  await send.click();
  await expect(popup.getByText('the receiver answered with status 500')).toBeVisible();

  await url.fill(`${receiver.url}/ok`);
  await save.click();
  await expect(popup.getByText('The webhook is saved.')).toBeVisible();
  await send.click();
  await expect(popup.getByText('The test arrived')).toBeVisible();
  const received = (await (await fetch(`${receiver.url}/received`)).json()) as {
    headers: Record<string, string>;
  }[];
  expect(received.at(-1)?.headers['webhook-signature']).toMatch(/^v1,/);
  await popup.getByRole('button', { name: 'Remove' }).click();
  await popup.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(popup.getByText('The webhook is removed.')).toBeVisible();
  receiver.close();
});

test('rotation: both work for the grace, and the list says until when', async ({ page, house }) => {
  const popup = await openAs(page, house, 'carol');
  const [old = ''] = await seedTokens(popup, siteOf(house), [{ description: 'To be rotated' }]);
  await popup.reload();
  await popup.getByRole('button', { name: 'Rotate To be rotated' }).click();
  await popup.getByRole('button', { name: 'Rotate token' }).click();
  const field = popup.getByRole('textbox', { name: 'Your new API token' });
  const fresh = await field.inputValue();
  await look(popup, 'rotated');
  await popup.getByRole('button', { name: 'Copy', exact: true }).click();
  await popup.getByRole('button', { name: 'Done' }).click();
  await expect(popup.getByRole('row', { name: 'To be rotated' })).toHaveCount(2);
  await expect(popup.getByRole('row', { name: /Replaced/ })).toContainText('Works until');
  await expect(popup.getByRole('button', { name: 'Rotate To be rotated' })).toHaveCount(1);
  for (const secret of [old, fresh]) {
    const response = await fetch(`${siteOf(house)}/rest/api/2/myself`, {
      headers: { Authorization: `Basic ${btoa(`carol:${secret}`)}` },
    });
    expect(response.status).toBe(200);
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`every section in ${theme} is without findings by axe, also at 400 pixels`, async ({
    page,
    house,
  }) => {
    const popup = await openSection(page, house, 'Policy', theme);
    for (const name of ['Policy', 'Audit', 'People who left', 'Webhook', 'Self-test']) {
      await popup.setViewportSize({ width: 1040, height: 720 });
      const sections = popup.getByRole('navigation', { name: 'Administration' });
      await sections.getByRole('button', { name }).click();
      await popup.getByRole('heading', { level: 2, name }).waitFor();
      await expect(popup.getByText('Loading…')).toHaveCount(0);
      await look(popup, `administration-${name.toLowerCase().replaceAll(' ', '-')}-${theme}`);
      // As wide as a window of 800 at 200 %.
      await popup.setViewportSize({ width: 400, height: 640 });
      expect(await isWider(popup), `${name} at 400 pixels`).toBe(false);
    }
    await popup.getByRole('button', { name: 'Run the self-test' }).click();
    await expect(popup.getByText('It works', { exact: true })).toBeVisible();
    await look(popup, `administration-self-test-done-${theme}`);
    await popup.setViewportSize({ width: 1040, height: 720 });
    await popup.getByRole('button', { name: 'Policy' }).click();
    await popup.getByRole('radio', { name: 'Blocked' }).check();
    await popup.getByRole('button', { name: 'Save…' }).click();
    await popup.getByRole('alertdialog').waitFor();
    await look(popup, `administration-review-${theme}`);
  });
}
