import type { Page } from '@playwright/test';
import { logIn, openPopupOf } from '../house.ts';
import { changePolicy } from '../policy.ts';
import { deleteAllTokens, keys, seedTokens } from '../seed.ts';
import { type Arrange, siteOf, testStates } from './state.ts';

const openManager: Arrange = async (page, house) => {
  await logIn(page, siteOf(house), 'bob');
  const popup = await openPopupOf(page, siteOf(house), { view: 'manager' });
  await deleteAllTokens(popup, siteOf(house));
  await seedTokens(popup, siteOf(house), [
    { description: 'Grafana', owner: keys.alice },
    { description: 'Nightly report', owner: keys.carol, days: 7 },
  ]);
  await popup.reload();
  await popup.getByRole('row', { name: 'Grafana' }).waitFor();
  return popup;
};

const sort = (popup: Page) =>
  popup.getByRole('button', { name: 'Description', exact: true }).click();

testStates([
  {
    name: 'everybody’s tokens',
    arrange: openManager,
    says: /2 tokens/,
    offers: 'Export CSV',
  },
  {
    name: 'nobody’s tokens',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      await deleteAllTokens(popup, siteOf(house));
      await popup.reload();
      return popup;
    },
    says: /There are no API tokens yet/,
  },
  {
    name: 'a filter without a match',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      await popup.getByRole('searchbox').fill('nothing');
      return popup;
    },
    says: /No tokens match/,
  },
  {
    name: 'the manager offline',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      await page.context().setOffline(true);
      undo.push(() => page.context().setOffline(false));
      await sort(popup);
      return popup;
    },
    says: /The site cannot be reached/,
    offers: 'Try again',
  },
  {
    name: 'the manager, slow',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      undo.push(() => house.playground.configure({ delayMs: 0 }));
      house.playground.configure({ delayMs: 8000 });
      await sort(popup);
      await popup.getByText('This takes longer than usual').waitFor();
      house.playground.configure({ delayMs: 0 });
      return popup;
    },
    says: /2 tokens/,
  },
  {
    name: 'the manager, logged out',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      house.playground.endSessions();
      await sort(popup);
      return popup;
    },
    says: /You are logged out/,
    offers: 'Log in to Jira',
  },
  {
    name: 'no manager any more',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { manageGroups: [] }));
      await sort(popup);
      return popup;
    },
    says: /Use a token instead of your password|You have no API tokens yet/,
  },
  {
    name: 'deleting what is gone in the manager',
    async arrange(page, house, undo) {
      const popup = await openManager(page, house, undo);
      await popup.getByRole('button', { name: 'Delete Grafana' }).click();
      await deleteAllTokens(popup, siteOf(house));
      await popup.getByRole('button', { name: 'Delete token', exact: true }).click();
      return popup;
    },
    says: /Somebody else has deleted “Grafana” meanwhile/,
    offers: 'New API Token',
  },
]);
