import type { Page } from '@playwright/test';
import { type House, logIn, openPopupOf } from '../house.ts';

/** The site of these tests: whoever acts, its policy and its groups are changed by them. */
export const siteOf = (house: House) => house.site('header', 'jira');

export async function openAs(page: Page, house: House, user: string, address = {}): Promise<Page> {
  await logIn(page, siteOf(house), user);
  return openPopupOf(page, siteOf(house), address);
}

export async function openSection(page: Page, house: House, name: string, theme = 'light') {
  const popup = await openAs(page, house, 'admin', { theme });
  await popup.getByRole('tab', { name: 'Administration' }).click();
  const sections = popup.getByRole('navigation', { name: 'Administration' });
  await sections.getByRole('button', { name }).click();
  await popup.getByRole('heading', { level: 2, name }).waitFor();
  return popup;
}
