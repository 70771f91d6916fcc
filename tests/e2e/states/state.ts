import type { Page } from '@playwright/test';
import { expect, type House, logIn, openPopup, test } from '../house.ts';
import { look } from '../look.ts';
import { deleteOwnTokens, seedTokens } from '../seed.ts';

/** Brings the popup into a state and answers it; what it changed of the house is put back by `undo`. */
export type Arrange = (page: Page, house: House, undo: (() => unknown)[]) => Promise<Page>;

export interface State {
  name: string;
  arrange: Arrange;
  /** What it says, and what somebody can do. */
  says: RegExp;
  offers?: string;
}

export const siteOf = (house: House) => house.site('header', 'jira');

export const openAs =
  (user: string, ...descriptions: string[]): Arrange =>
  async (page, house) => {
    await logIn(page, siteOf(house), user);
    const popup = await openPopup(page);
    await deleteOwnTokens(popup, siteOf(house));
    const wishes = descriptions.map((description, at) => ({ description, days: 7 + 30 * at }));
    await seedTokens(popup, siteOf(house), wishes);
    await popup.reload();
    await popup.getByText(descriptions[0] ?? 'You have no API tokens yet').waitFor();
    return popup;
  };

export const withTokens = openAs('carol', 'Nightly report', 'Jenkins: release pipeline');

/** Sees each of them as people do: in both themes, on any width, and without findings by axe. */
export function testStates(states: readonly State[]): void {
  for (const { name, arrange, says, offers } of states) {
    test(`${name}: says what to do, in light and dark, for everybody, on any width`, async ({
      page,
      house,
    }) => {
      const undo: (() => unknown)[] = [];
      try {
        const popup = await arrange(page, house, undo);
        await popup.setViewportSize({ width: 1000, height: 640 });
        await expect(popup.getByText(says).first()).toBeVisible();
        if (offers) {
          await expect(popup.getByRole('button', { name: offers, exact: true })).toBeVisible();
        }
        for (const theme of ['light', 'dark']) {
          await popup.evaluate(
            (to) => document.documentElement.setAttribute('data-theme', to),
            theme,
          );
          await look(popup, `state ${name} ${theme}`.replaceAll(/\W+/g, '-'));
        }
        for (const width of [400, 500, 1600]) {
          await popup.setViewportSize({ width, height: 320 });
          expect(
            await popup.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          ).toBeLessThanOrEqual(0);
        }
      } finally {
        for (const put of undo.reverse()) await put();
      }
    });
  }
}
