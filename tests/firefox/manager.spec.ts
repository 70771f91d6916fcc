import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { expect, logIn, openPopup, test } from './house.ts';
import { click, count, fill, focused, role, see } from './screen.ts';

const dialog = '::-p-aria([role="dialog"])';
const row = `${role('table', 'API tokens')} >>> ::-p-text(For the filters)`;
const noMatch = role('heading', 'No tokens match');

/** Where the open choices are: whether all of them is in the window. */
function areChoicesInWindow(popup: Page): Promise<boolean> {
  return popup.evaluate(() => {
    const { top, left, bottom, right } = (
      document.querySelector(':popover-open') ?? document.body
    ).getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  });
}

test('a token manager filters by when and by whom, and exports what is left', async ({
  tab,
  house,
  downloads,
}) => {
  await logIn(tab, house.site('applink', 'jira'), 'bob');
  const popup = await openPopup(tab);
  await click(popup, role('button', 'New API Token'));
  await fill(popup, role('textbox', 'Description', dialog), 'For the filters');
  await click(popup, role('button', 'New API Token', dialog));
  await click(popup, role('button', 'Copy', dialog));
  await click(popup, role('button', 'Done', dialog));
  await click(popup, role('tab', 'Token Manager'));
  await see(popup, row);

  await click(popup, role('button', 'Last used filter'));
  expect(await areChoicesInWindow(popup)).toBe(true);
  expect(await focused(popup)).toBe('Today');
  await popup.keyboard.press('Escape');
  expect(await focused(popup)).toBe('Last used filter');
  await popup.keyboard.press('Enter');
  await popup.keyboard.press('Enter');
  await see(popup, noMatch);
  expect(await focused(popup)).toBe('Last used: Today');
  await click(popup, role('button', 'Clear the filter Last used'));
  await see(popup, row);

  await fill(popup, role('combobox', 'Filter by users'), 'bob');
  await see(popup, '::-p-aria([role="option"])');
  await popup.keyboard.press('Enter');
  await see(popup, role('button', 'Remove Bob Manager'));
  await reload(popup);
  await see(popup, role('button', 'Remove Bob Manager'));
  await see(popup, row);

  await click(popup, role('button', 'Export CSV'));
  await see(popup, '::-p-text(exported.)');
  expect(await count(popup, noMatch)).toBe(0);
  await expect.poll(() => savedIn(downloads)).toMatch(/^\uFEFFUser,.*\r\n"Bob Manager",bob,/);
});

/** What stands in the one file that is saved there. */
function savedIn(folder: string): string {
  const [file] = existsSync(folder) ? readdirSync(folder) : [];
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
}

/** Firefox tells of no navigation of an extension's page: the page itself shows whether it is another one. */
async function reload(popup: Page): Promise<void> {
  await popup.evaluate(() => {
    document.title = 'before';
    setTimeout(() => location.reload());
  });
  await expect.poll(() => popup.title().catch(() => 'before')).not.toBe('before');
}
