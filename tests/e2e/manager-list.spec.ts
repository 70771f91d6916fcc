import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, type House, logIn, openPopup, test } from './house.ts';
import { look } from './look.ts';
import { deleteAllTokens, keys, seedTokens } from './seed.ts';

const row = (popup: Page, description: string) => popup.getByRole('row', { name: description });
const tick = (popup: Page, description: string) =>
  popup.getByRole('checkbox', { name: `Select ${description} of` });
const owners = Object.values(keys);

/** So many tokens of everybody, and the Token Manager showing those. */
async function openWith(page: Page, house: House, name: string, count: number): Promise<Page> {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await deleteAllTokens(popup, site);
  await seedTokens(
    popup,
    site,
    Array.from({ length: count }, (_, index) => ({
      description: `${name} ${index + 1}.`,
      owner: owners[index % owners.length] ?? keys.bob,
    })),
  );
  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  // Typing is asked about after a pause.
  const found = popup.waitForResponse(/[?&]q=/);
  await popup.getByRole('searchbox').fill(name);
  await found;
  await popup.getByRole('row', { name: `${name} ${count}.` }).waitFor();
  return popup;
}

test('several are selected by shift-click and deleted after one question', async ({
  page,
  house,
}) => {
  const popup = await openWith(page, house, 'Batch', 6);
  await tick(popup, 'Batch 5.').check();
  await tick(popup, 'Batch 2.').click({ modifiers: ['Shift'] });
  await expect(popup.getByText('4 selected')).toBeVisible();
  await expect(tick(popup, 'Batch 6.')).not.toBeChecked();

  // Somebody else deletes one of them meanwhile.
  const gone = await row(popup, 'Batch 3.').getAttribute('data-token');
  const status = await popup.evaluate(
    async (url) =>
      (
        await fetch(url, {
          method: 'DELETE',
          credentials: 'include',
          headers: { 'X-Postern-Client': 'test' },
        })
      ).status,
    `${house.site('applink', 'jira')}/_postern/api/v1/tokens/${gone}`,
  );
  expect(status).toBe(204);

  await popup.getByRole('button', { name: 'Delete…' }).click();
  const question = popup.getByRole('alertdialog', { name: 'Delete 4 tokens?' });
  await expect(question.getByRole('listitem')).toHaveCount(4);
  await expect(question.getByRole('listitem').first()).toContainText(/Batch 5\..*pst_.{4}….*\(/);
  await look(popup, 'delete-several');
  await question.getByRole('button', { name: 'Delete 4 tokens' }).click();
  await expect(
    popup.getByText('3 tokens are deleted. Somebody else had deleted 1 before.'),
  ).toBeVisible();
  await expect(popup.getByRole('row', { name: /Batch/ })).toHaveCount(2);
  await expect(row(popup, 'Batch 1.').getByRole('button', { name: 'Delete' })).toBeFocused();
});

test('a page more takes the focus along; a hundred can be selected and no more', async ({
  page,
  house,
}) => {
  const popup = await openWith(page, house, 'Paged', 115);
  await expect(popup.getByText('Showing the first 50 of 115 tokens')).toBeVisible();
  await popup.getByRole('button', { name: 'Load more' }).focus();
  await popup.keyboard.press('Enter');
  await expect(popup.getByText('Showing the first 100 of 115 tokens')).toBeVisible();
  await expect(tick(popup, 'Paged 65.')).toBeFocused();
  await popup.getByRole('button', { name: 'Load more' }).click();
  await expect(popup.getByText('115 tokens', { exact: true })).toBeVisible();
  await expect(tick(popup, 'Paged 15.')).toBeFocused();
  await expect(popup.getByRole('button', { name: 'Load more' })).toHaveCount(0);

  await popup.getByRole('checkbox', { name: 'Select all tokens shown' }).check();
  await expect(popup.getByText('100 selected More cannot be deleted at once.')).toBeVisible();
  await expect(tick(popup, 'Paged 1.')).toBeDisabled();
  await popup.getByRole('checkbox', { name: 'Select all tokens shown' }).uncheck();
  await expect(tick(popup, 'Paged 1.')).toBeEnabled();
});

test('a cursor of another order is refused, and the list begins anew', async ({ page, house }) => {
  const popup = await openWith(page, house, 'Refused', 51);
  const stale = await popup.evaluate(
    async (url) =>
      (
        (await (
          await fetch(url, { credentials: 'include', headers: { 'X-Postern-Client': 'test' } })
        ).json()) as { nextCursor: string }
      ).nextCursor,
    `${house.site('applink', 'jira')}/_postern/api/v1/manager/tokens?sort=owner&limit=1`,
  );
  await popup.route(/[?&]cursor=/, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set('cursor', stale);
    return route.continue({ url: url.href });
  });
  await popup.getByRole('button', { name: 'Load more' }).click();
  await expect(popup.getByText('The list has changed meanwhile')).toBeVisible();
  await expect(popup.getByText('Showing the first 50 of 51 tokens')).toBeVisible();
});

test('the list is sorted by each column that can be', async ({ page, house }) => {
  const popup = await openWith(page, house, 'Sorted', 5);
  for (const name of ['User', 'Description', 'Created', 'Last used', 'Expires']) {
    const heading = popup.getByRole('columnheader', { name, exact: true });
    const before = await heading.getAttribute('aria-sort');
    await heading.getByRole('button').click();
    await expect(heading).not.toHaveAttribute('aria-sort', before ?? 'none');
    await expect(popup.locator('[aria-sort]')).toHaveCount(1);
  }
  await popup.getByRole('columnheader', { name: 'User' }).getByRole('button').click();
  // As people look a name up: accents decide nothing.
  await expect(popup.locator('tbody .person .name')).toHaveText([
    'Ada Admin',
    'Alice Ångström',
    'Bob Manager',
    'Çarol Ångström-李',
    'Märta Öberg',
  ]);
});

test('all that the filters let through goes into a CSV file', async ({ page, house }) => {
  const popup = await openWith(page, house, 'Exported =1', 103);
  await seedTokens(popup, house.site('applink', 'jira'), [
    { description: '=HYPERLINK("https://evil.example","Exported =1 too")', owner: keys.carol },
  ]);
  const downloading = popup.waitForEvent('download');
  await popup.getByRole('button', { name: 'Export CSV' }).click();
  const download = await downloading;
  await expect(popup.getByText('104 tokens are exported.')).toBeVisible();
  expect(download.suggestedFilename()).toMatch(
    /^api-tokens-localhost-\d+-jira-\d{4}-\d\d-\d\d\.csv$/,
  );
  const text = readFileSync(await download.path(), 'utf8');
  const lines = text.split('\r\n');
  expect(lines).toHaveLength(106);
  expect(lines[0]).toBe(
    '\uFEFFUser,"User name",Description,Token,Scope,Created,"Created by","Created by (user name)","Last used","Last used from",Expires,Addresses,ID',
  );
  expect(lines[1]).toMatch(
    /^"Çarol Ångström-李",carol,"'=HYPERLINK\(""https:\/\/evil\.example"",""Exported =1 too""\)",pst_\w{4}…,"Read only",\d{4}-\d\d-\d\dT[\d:.]+Z,"Bob Manager",bob,"Never used",,\d{4}-\d\d-\d\dT[\d:.]+Z,any,[\w-]+$/,
  );
  expect(text).not.toMatch(/pst_\w{5}/);
});

test('an export that fails half way says so and goes on; one that is cancelled leaves nothing', async ({
  page,
  house,
}) => {
  const popup = await openWith(page, house, 'Half', 101);
  let isCut = true;
  await popup.route(/limit=100.*cursor=/, (route) => (isCut ? route.abort() : route.continue()));
  const downloads: string[] = [];
  popup.on('download', (download) => downloads.push(download.suggestedFilename()));
  await popup.getByRole('button', { name: 'Export CSV' }).click();
  await expect(popup.getByText('The export stopped after 100 tokens.')).toBeVisible();
  await look(popup, 'export-stopped');
  await popup.getByRole('region', { name: 'Export CSV' }).getByText('Cancel').click();
  await expect(popup.getByText('The export stopped')).toHaveCount(0);
  await expect(popup.getByRole('button', { name: 'Export CSV' })).toBeFocused();
  expect(downloads).toEqual([]);

  await popup.getByRole('button', { name: 'Export CSV' }).click();
  await expect(popup.getByText('The export stopped after 100 tokens.')).toBeVisible();
  isCut = false;
  await popup.getByRole('button', { name: 'Try again' }).click();
  await expect(popup.getByText('101 tokens are exported.')).toBeVisible();
  await expect.poll(() => downloads.length).toBe(1);
});
