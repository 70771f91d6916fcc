import { backgroundOf, clickToolbar } from './background.ts';
import { expect, logIn, openPopup, test } from './house.ts';
import { look } from './look.ts';

test('the toolbar button is about the site of the tab, in its theme', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'alice');
  await page.goto(`${site}/secure/Dashboard.jspa?aui=10&theme=dark`);
  const opened = page.context().waitForEvent('page');
  await clickToolbar(page);
  const popup = await opened;
  await expect(popup.getByText(new URL(site).host)).toBeVisible();
  await expect(popup.getByText('Alice Ångström')).toBeVisible();
  await expect(popup.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('of several sites, and from elsewhere, one is chosen; the popup leads to the others too', async ({
  page,
  house,
}) => {
  const jira = house.site('applink', 'jira');
  await logIn(page, jira, 'alice');
  await page.goto('about:blank');
  const opened = page.context().waitForEvent('page');
  await clickToolbar(page);
  const popup = await opened;
  await expect(popup.getByRole('heading', { name: 'Choose a site' })).toBeVisible();
  await expect(popup.getByRole('link')).toHaveCount(house.sites.length + 1);
  await look(popup, 'choose-a-site');
  await popup.locator(`a[href*="${encodeURIComponent(jira)}"]`).click();
  await expect(popup.getByRole('tab', { name: 'My API Tokens' })).toBeVisible();

  await popup.getByTitle('Switch site').click();
  const others = popup.getByRole('navigation', { name: 'Switch site' });
  await expect(others.locator('[aria-current=page]')).toContainText(new URL(jira).host);
  await look(popup, 'switch-site');
  await others
    .locator(`a[href*="${encodeURIComponent(house.site('header', 'confluence'))}"]`)
    .click();
  await expect(popup.getByRole('heading', { name: 'You are logged out' })).toBeVisible();
});

test('a second click opens no second window', async ({ page, house }) => {
  const site = house.site('applink', 'jira');
  await logIn(page, site, 'alice');
  const popup = await openPopup(page);
  const windows: unknown[] = [];
  page.context().on('page', (window) => windows.push(window));
  await clickToolbar(page);
  await clickToolbar(page);
  // A third that does open one, so that the others are over.
  await popup.close();
  await clickToolbar(page);
  await expect.poll(() => windows.length).toBe(1);
});

for (const pauseMs of [0, 20, 100, 400])
  test(`two clicks ${pauseMs} ms apart open one window`, async ({ page, house }) => {
    await logIn(page, house.site('applink', 'jira'), 'alice');
    const windows: unknown[] = [];
    page.context().on('page', (window) => windows.push(window));
    const background = await backgroundOf(page);
    await background.evaluate(async (pause) => {
      const [tab] = await chrome.tabs.query({});
      chrome.action.onClicked.dispatch(tab);
      await new Promise((resolve) => setTimeout(resolve, pause));
      chrome.action.onClicked.dispatch(tab);
    }, pauseMs);
    await expect.poll(() => windows.length).toBe(1);
    // Another site's window opens after the clicks before it are done.
    await page.goto(house.site('header', 'jira'));
    await clickToolbar(page);
    await expect.poll(() => windows.length).toBe(2);
  });
