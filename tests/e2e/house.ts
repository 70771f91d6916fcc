import { join } from 'node:path';
import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { buildExtension } from '../../playground/build-extension.ts';
import { launchChromium } from '../support/chromium.ts';
import { type House as HouseOfWorkers, openHouse } from '../support/open-house.ts';

export type { ActAs, Product } from '../support/open-house.ts';

export interface House extends HouseOfWorkers {
  /** The folder of the unpacked extension, built for all sites and `bare`. */
  extension: string;
  /** Jira itself, without a Worker in front of it. */
  bare: string;
}

interface Fixtures {
  /** A browser of its own with the extension in it. */
  context: BrowserContext;
  page: Page;
}

export const test = base.extend<Fixtures, { house: House }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const house = await openHouse();
      const bare = house.playground.jira;
      const extension = await buildExtension([...house.sites, bare], join('.output', 'e2e'));
      await use({ ...house, extension, bare });
      await house.close();
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  context: async ({ house }, use) => {
    const context = await launchChromium(house.extension);
    await use(context);
    await context.close();
  },

  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
});

/** Logs in by the product's own form. */
export async function logIn(page: Page, site: string, user: string): Promise<void> {
  await page.goto(`${site}/${site.endsWith('jira') ? 'login.jsp' : 'login.action'}`);
  await page.getByLabel('Username').fill(user);
  await page.getByLabel('Password').fill(user);
  await page.getByRole('button', { name: 'Log In' }).click();
  await page.waitForURL((url) => !/login/.test(url.pathname));
}

/** Opens the profile menu and the popup from it, by mouse. */
export async function openPopup(page: Page): Promise<Page> {
  await page.locator('#header-details-user-fullname, #user-menu-link').click();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('menuitem', { name: 'API Token Authentication' }).click();
  const popup = await opened;
  await popup.getByRole('tab', { name: 'My API Tokens' }).waitFor();
  return popup;
}

/** Opens the popup's own page about a site, also where nobody is logged in and no menu leads to it. */
export async function openPopupOf(page: Page, site: string, address = {}): Promise<Page> {
  const context = page.context();
  const [worker = await context.waitForEvent('serviceworker')] = context.serviceWorkers();
  const popup = await context.newPage();
  const search = new URLSearchParams({ site, ...address });
  await popup.goto(new URL(`/popup.html?${search}`, worker.url()).href);
  return popup;
}

export interface Wish {
  description: string;
  scope?: 'Read only' | 'Read and write';
  expiration?: string;
}

/** Fills and sends the open dialog, copies the secret by its button, closes; answers what the clipboard held. */
export async function fillNewToken(
  popup: Page,
  { description, scope, expiration }: Wish,
): Promise<string> {
  const dialog = popup.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Description' }).fill(description);
  if (expiration) await dialog.getByRole('radio', { name: expiration }).check();
  if (scope) await dialog.getByRole('radio', { name: scope }).check();
  await dialog.getByRole('button', { name: 'New API Token' }).click();
  const shown = await dialog.getByRole('textbox', { name: 'Your new API token' }).inputValue();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  const copied = await popup.evaluate(() => navigator.clipboard.readText());
  if (copied !== shown) throw new Error('the clipboard does not hold what was shown');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return copied;
}

export async function createToken(popup: Page, wish: Wish): Promise<string> {
  await popup.getByRole('button', { name: 'New API Token' }).first().click();
  return fillNewToken(popup, wish);
}

/** What the origin received of a path at a product. */
export function receivedAt({ playground }: House, path: string) {
  return playground.received.filter(({ target }) => target.startsWith(path));
}

export { expect } from '@playwright/test';
