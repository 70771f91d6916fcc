import type { BrowserContext, Page } from '@playwright/test';
import { buildExtension } from '../../playground/build-extension.ts';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { backgroundOf } from './background.ts';
import { test as base, expect, logIn } from './house.ts';
import { look } from './look.ts';

/**
 * A browser whose extension has one Jira built in, and everything else still to be added. The browser's own question about a
 * host cannot be answered in a browser without a screen: this build has the permission for localhost from its Jira, so the
 * answer is yes at once. tests/firefox/settings.spec.ts shows which host is asked for.
 */
const test = base.extend<{ context: BrowserContext; settings: Page }, { withOneSite: string }>({
  withOneSite: [
    async ({ house }, use) => {
      await use(await buildExtension([house.site('header', 'jira')], '.output/e2e-one-site'));
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  context: async ({ withOneSite }, use) => {
    const context = await launchChromium(withOneSite);
    await use(context);
    await context.close();
  },
  settings: async ({ page, context }, use) => {
    const background = await backgroundOf(page);
    const settings = await context.newPage();
    await settings.goto(new URL('/options.html', background.url()).href);
    await use(settings);
  },
});

const address = (settings: Page) => settings.getByRole('textbox', { name: 'Address' });
const linkIn = (page: Page) => page.locator('a', { hasText: 'API Token Authentication' });
const registered = async (page: Page) => {
  const scripts = await (await backgroundOf(page)).evaluate(() =>
    chrome.scripting.getRegisteredContentScripts(),
  );
  return scripts.flatMap(({ matches }) => matches);
};

async function add(settings: Page, text: string): Promise<void> {
  await address(settings).fill(text);
  await settings.getByRole('button', { name: 'Add site' }).click();
}

test('a site is added by the address of any page: its open pages have the link at once, until it is removed', async ({
  page,
  settings,
  house,
}) => {
  const wiki = house.site('applink', 'confluence');
  await logIn(page, wiki, 'alice');
  await page.goto(`${wiki}/index.action`);
  await expect(page.locator('#user-menu-link')).toBeVisible();
  await expect(linkIn(page)).toHaveCount(0);
  expect(await registered(page)).toEqual([]);

  await add(settings, `  ${wiki}/display/DS/Some+page?pageId=1#comment-2 `);
  await expect(settings.getByText('Confluence is added.')).toBeVisible();
  const entry = settings.getByRole('listitem').filter({ hasText: 'Confluence' });
  await expect(entry).toContainText('Logged in as Alice Ångström');
  await expect(address(settings)).toHaveValue('');
  await expect(linkIn(page)).toHaveCount(1);
  expect(await registered(page)).toEqual(['http://localhost/confluence/*']);
  // And when a page of it is loaded from now on.
  await page.goto(`${wiki}/index.action?again`);
  await expect(linkIn(page)).toHaveCount(1);

  const opened = page.context().waitForEvent('page');
  await entry.getByRole('button', { name: 'Open tokens of Confluence' }).click();
  const popup = await opened;
  await expect(popup.getByRole('tab', { name: 'My API Tokens' })).toBeVisible();
  await popup.close();

  await entry.getByRole('button', { name: 'Remove Confluence' }).click();
  await expect(settings.getByText('Confluence is removed.')).toBeVisible();
  await expect(settings.getByRole('heading', { name: 'Sites' })).toBeFocused();
  await expect(linkIn(page)).toHaveCount(0);
  expect(await registered(page)).toEqual([]);
  const kept = await (await backgroundOf(page)).evaluate(() => chrome.storage.local.get());
  expect(JSON.stringify(kept)).not.toContain(wiki);
});

test('an address that is none, or has no Postern, is refused with the reason', async ({
  settings,
  house,
}) => {
  const nobody = `http://localhost:${await freePort()}`;
  for (const [text, reason] of [
    ['', 'Paste an address.'],
    ['my jira', 'This is no address.'],
    ['http://jira.example.com/browse/X-1', 'must begin with https://'],
    ['https://jira.example.com@evil.example/', 'This is no address.'],
    ['javascript:alert(1)', 'This is no address.'],
    ['file:///etc/passwd', 'This is no address.'],
    [house.bare, 'No Postern Worker answers at this address.'],
    [`${nobody}/jira`, 'Nothing answers at this address.'],
    [`${house.site('header', 'jira')}/browse/DEMO-1`, 'This site is in the list already.'],
  ] as const) {
    await add(settings, text);
    await expect(settings.getByText(reason)).toBeVisible();
    await expect(address(settings)).toBeFocused();
    await expect(address(settings)).toHaveAttribute('aria-invalid', 'true');
    await address(settings).fill('x');
    await expect(settings.getByText(reason)).toHaveCount(0);
  }
  await expect(settings.getByRole('listitem')).toHaveCount(1);
});

test('what is built in is locked; each site says how it is', async ({ page, settings, house }) => {
  const entry = settings.getByRole('listitem');
  await expect(entry).toContainText('Built into this extension');
  await expect(entry).toContainText('You are logged out');
  await expect(entry.getByRole('link', { name: 'Log in to Jira' })).toBeVisible();
  await expect(entry.getByRole('button', { name: /Remove/ })).toHaveCount(0);
  await logIn(page, house.site('header', 'jira'), 'märta');
  await settings.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(entry).toContainText('Logged in as Märta Öberg');

  // What a policy sets, as the background keeps it (managed-sites.ts); tests/firefox/settings.spec.ts has a real one.
  await (await backgroundOf(page)).evaluate(
    (url) => chrome.storage.local.set({ managedSites: [{ url, name: 'Our wiki' }] }),
    house.site('header', 'confluence'),
  );
  const managed = entry.filter({ hasText: 'Our wiki' });
  await expect(managed).toContainText('Set by your organisation');
  await expect(managed.getByRole('button', { name: /Remove/ })).toHaveCount(0);

  await add(settings, house.bare);
  await settings.getByText('No Postern Worker answers').waitFor();
  for (const theme of ['light', 'dark'] as const) {
    await settings.emulateMedia({ colorScheme: theme });
    await look(settings, `settings-${theme}`);
  }
  for (const width of [400, 1600]) {
    await settings.setViewportSize({ width, height: 640 });
    const overflow = await settings.evaluate(
      () => document.documentElement.scrollWidth - innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
