import type { Page } from 'puppeteer-core';
import { withJiraJs } from '../e2e/clients.ts';
import { expect, logIn, openPopup, test } from './house.ts';
import { click, contentOf, count, fill, focused, role, see, textOf } from './screen.ts';

const newToken = role('button', 'New API Token');
const dialog = '::-p-aria([role="dialog"])';
const field = role('textbox', 'Your new API token');
const row = (description: string) => `${role('table', 'API tokens')} >>> ::-p-text(${description})`;

test('a token is made, used, renamed and deleted', async ({ tab, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(tab, site, 'alice');
  const popup = await openPopup(tab);
  await click(popup, newToken);
  await fill(popup, role('textbox', 'Description', dialog), 'Nightly report');
  await click(popup, role('radio', 'Read and write', dialog));
  await click(popup, role('button', 'New API Token', dialog));
  const secret = await contentOf(popup, field);
  expect(secret).toMatch(/^pst_[0-9A-Za-z]{36}$/);
  await click(popup, role('button', 'Copy', dialog));
  await click(popup, role('button', 'Done', dialog));
  await see(popup, row('Nightly report'));
  expect(await popup.content()).not.toContain(secret);

  expect(await withJiraJs(site, 'alice', secret)).toEqual({
    creator: 'alice',
    found: true,
    attached: 'notes.txt',
  });

  await click(popup, role('button', 'Rename Nightly report'));
  await fill(popup, role('textbox', 'Description'), 'Weekly report');
  await click(popup, role('button', 'Save'));
  await see(popup, row('Weekly report'));
  expect(await count(popup, row('Nightly report'))).toBe(0);

  await click(popup, role('button', 'Delete Weekly report'));
  const confirmation = '::-p-aria([role="alertdialog"])';
  expect(await textOf(popup, confirmation)).toContain('Weekly report');
  await click(popup, role('button', 'Delete token', confirmation));
  await expect.poll(() => count(popup, row('Weekly report'))).toBe(0);
  expect(await statusWith(site, 'alice', secret)).toBe(401);
});

test('what Copy copies can be pasted', async ({ tab, house }) => {
  await logIn(tab, house.site('applink', 'confluence'), 'alice');
  const popup = await openPopup(tab);
  await click(popup, newToken);
  await fill(popup, role('textbox', 'Description', dialog), 'To be pasted');
  await click(popup, role('button', 'New API Token', dialog));
  const secret = await contentOf(popup, field);
  await click(popup, role('button', 'Copy', dialog));
  await click(popup, role('button', 'Done', dialog));
  await click(popup, newToken);
  const description = role('textbox', 'Description', dialog);
  await click(popup, description);
  await popup.keyboard.down('Control');
  await popup.keyboard.press('v');
  await popup.keyboard.up('Control');
  expect(await contentOf(popup, description)).toBe(secret);
});

test('a token is made and deleted by keyboard alone', async ({ tab, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(tab, site, 'bob');
  const popup = await openPopup(tab);
  await tabTo(popup, 'New API Token');
  await popup.keyboard.press('Enter');
  await see(popup, role('textbox', 'Description', dialog));
  // The dialog puts the focus where one begins.
  await popup.keyboard.type('By keys');
  await popup.keyboard.press('Enter');
  const secret = await contentOf(popup, field);
  expect(await statusWith(site, 'bob', secret)).toBe(200);
  await tabTo(popup, 'Copy');
  await popup.keyboard.press('Enter');
  await tabTo(popup, 'Done');
  await popup.keyboard.press('Enter');
  await see(popup, row('By keys'));
  await tabTo(popup, 'Delete By keys');
  await popup.keyboard.press('Enter');
  await see(popup, '::-p-aria([role="alertdialog"])');
  await tabTo(popup, 'Delete token');
  await popup.keyboard.press('Enter');
  await expect.poll(() => statusWith(site, 'bob', secret)).toBe(401);
});

test('a token manager finds the token of somebody else', async ({ firefox, tab, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(tab, site, 'alice');
  const hers = await openPopup(tab);
  for (const description of ['Of Alice, one', 'Of Alice, two']) {
    await click(hers, newToken);
    await fill(hers, role('textbox', 'Description', dialog), description);
    await click(hers, role('button', 'New API Token', dialog));
    await click(hers, role('button', 'Copy', dialog));
    await click(hers, role('button', 'Done', dialog));
    await see(hers, row(description));
  }
  await hers.close();
  await firefox.deleteMatchingCookies({ name: 'JSESSIONID' });
  await logIn(tab, site, 'bob');
  const his = await openPopup(tab);
  await click(his, role('tab', 'Token Manager'));
  await see(his, row('Of Alice, two'));
  await fill(his, role('searchbox', 'Search descriptions'), 'ALICE, ONE');
  await expect.poll(() => count(his, row('Of Alice, two'))).toBe(0);
  await see(his, row('Of Alice, one'));
});

/** Presses Tab until what is called so has the focus, as somebody without a mouse does. */
async function tabTo(popup: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if ((await focused(popup)) === name) return;
    await popup.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

async function statusWith(site: string, user: string, secret: string): Promise<number> {
  const authorization = `Basic ${btoa(`${user}:${secret}`)}`;
  const response = await fetch(`${site}/rest/api/2/myself`, {
    headers: { Authorization: authorization },
  });
  return response.status;
}
