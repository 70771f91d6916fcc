import { logIn, openPopupOf } from '../house.ts';
import { changePolicy } from '../policy.ts';
import { type Arrange, openAs, siteOf, testStates, withTokens } from './state.ts';

/** Somebody who is logged in, and the product as it is from now on. */
const withProduct =
  (settings: { delayMs?: number; isDown?: boolean }): Arrange =>
  async (page, house, undo) => {
    await logIn(page, siteOf(house), 'carol');
    undo.push(() => house.playground.configure({ delayMs: 0, isDown: false }));
    house.playground.configure(settings);
    return openPopupOf(page, siteOf(house));
  };

testStates([
  {
    name: 'no permission',
    async arrange(page, house, undo) {
      await openAs('carol')(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { createGroups: ['jira-administrators'] }));
      return openPopupOf(page, siteOf(house));
    },
    says: /does not let you create API tokens/,
  },
  { name: 'loading', arrange: withProduct({ delayMs: 2500 }), says: /Loading…/ },
  { name: 'slow', arrange: withProduct({ delayMs: 8000 }), says: /This takes longer than usual/ },
  {
    name: 'product down',
    arrange: withProduct({ isDown: true }),
    says: /does not answer/,
    offers: 'Try again',
  },
  {
    name: 'offline',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await page.context().setOffline(true);
      undo.push(() => page.context().setOffline(false));
      await popup.getByRole('button', { name: 'Description' }).click();
      return popup;
    },
    says: /The site cannot be reached/,
    offers: 'Try again',
  },
  {
    name: 'logged out',
    arrange: (page, house) => openPopupOf(page, siteOf(house)),
    says: /You are logged out/,
    offers: 'Log in to Jira',
  },
  {
    name: 'Worker missing',
    async arrange(page, house) {
      await logIn(page, house.bare, 'carol');
      return openPopupOf(page, house.bare);
    },
    says: /Postern does not answer here/,
    offers: 'Try again',
  },
  {
    name: 'Worker too old',
    async arrange(page, house) {
      await logIn(page, siteOf(house), 'carol');
      await page.context().route('**/_postern/api/v1/session', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), version: '0.0.9' } });
      });
      return openPopupOf(page, siteOf(house));
    },
    says: /version 0\.0\.9; this extension needs/,
    offers: 'Try again',
  },
]);
