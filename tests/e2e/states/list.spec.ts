import { logIn, openPopup } from '../house.ts';
import { deleteOwnTokens, seedTokens } from '../seed.ts';
import { openAs, siteOf, testStates, withTokens } from './state.ts';

const twelve = Array.from({ length: 12 }, (_, at) => `Script number ${at}`);

testStates([
  {
    name: 'empty',
    arrange: openAs('carol'),
    says: /A token lets a script or tool use Jira/,
    offers: 'New API Token',
  },
  { name: 'a list', arrange: withTokens, says: /Nightly report/, offers: 'Rename Nightly report' },
  {
    name: 'an expired token',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await popup.clock.setFixedTime(Date.now() + 10 * 86_400_000);
      await popup.reload();
      return popup;
    },
    says: /Expired/,
  },
  {
    name: 'a search without a match',
    async arrange(page, house, undo) {
      const popup = await openAs('carol', ...twelve)(page, house, undo);
      await popup.getByRole('searchbox').fill('nothing');
      return popup;
    },
    says: /None of your tokens has “nothing”/,
    offers: 'Clear search',
  },
  {
    name: 'renaming',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await popup.getByRole('button', { name: 'Rename Nightly report' }).click();
      await popup.getByRole('textbox', { name: 'Description' }).fill('');
      return popup;
    },
    says: /Write what the token is for/,
    offers: 'Save',
  },
  {
    name: 'renaming what is gone',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await popup.getByRole('button', { name: 'Rename Nightly report' }).click();
      await deleteOwnTokens(popup, siteOf(house));
      await popup.getByRole('textbox', { name: 'Description' }).fill('Weekly report');
      await popup.keyboard.press('Enter');
      return popup;
    },
    says: /Somebody else has deleted “Nightly report” meanwhile.*/,
    offers: 'New API Token',
  },
  {
    name: 'deleting what is gone',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await popup.getByRole('button', { name: 'Delete Nightly report' }).click();
      await deleteOwnTokens(popup, siteOf(house));
      await popup.getByRole('button', { name: 'Delete token', exact: true }).click();
      return popup;
    },
    says: /Somebody else has deleted “Nightly report” meanwhile/,
    offers: 'New API Token',
  },
  {
    name: 'deleting',
    async arrange(page, house, undo) {
      const popup = await withTokens(page, house, undo);
      await popup.getByRole('button', { name: 'Delete Nightly report' }).click();
      return popup;
    },
    says: /This cannot be undone/,
    offers: 'Delete token',
  },
  {
    name: 'a native token left behind',
    async arrange(page, house) {
      const site = house.site('pat', 'jira');
      await logIn(page, site, 'carol');
      const popup = await openPopup(page);
      await seedTokens(popup, site, [{ description: 'With a native one' }]);
      await popup.reload();
      await popup.getByRole('button', { name: 'Delete With a native one' }).first().click();
      // As where the product does not let this session delete it.
      await page.context().route('**/_postern/api/v1/tokens/*', async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), 'X-Postern-Left-At-Origin': '1' };
        await route.fulfill({ response, headers });
      });
      await popup.getByRole('button', { name: 'Delete token', exact: true }).click();
      return popup;
    },
    says: /1 personal access token behind it stays in the product/,
    offers: 'Dismiss',
  },
]);
