import type { Page } from '@playwright/test';
import { expect, type House, logIn, openPopup, openPopupOf, test } from './house.ts';
import { look } from './look.ts';
import { changePolicy } from './policy.ts';
import { deleteOwnTokens, seedTokens } from './seed.ts';

/** Brings the popup into a state and answers it; what it changed of the house is put back by `undo`. */
type Arrange = (page: Page, house: House, undo: (() => unknown)[]) => Promise<Page>;

interface State {
  name: string;
  arrange: Arrange;
  /** What it says, and what somebody can do. */
  says: RegExp;
  offers?: string;
}

const siteOf = (house: House) => house.site('header', 'jira');

const openAs =
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

const withTokens = openAs('carol', 'Nightly report', 'Jenkins: release pipeline');
const twelve = Array.from({ length: 12 }, (_, at) => `Script number ${at}`);

async function openForm(...given: Parameters<Arrange>): Promise<Page> {
  const popup = await withTokens(...given);
  await popup.getByRole('button', { name: 'New API Token' }).click();
  await popup.getByRole('textbox', { name: 'Description' }).fill('Power BI dashboard');
  return popup;
}

const submit = (popup: Page) =>
  popup.getByRole('dialog').getByRole('button', { name: 'New API Token' }).click();

async function createOne(...given: Parameters<Arrange>): Promise<Page> {
  const popup = await openForm(...given);
  await submit(popup);
  await popup.getByRole('textbox', { name: 'Your new API token' }).waitFor();
  return popup;
}

/** Somebody who is logged in, and the product as it is from now on. */
const withProduct =
  (settings: { delayMs?: number; isDown?: boolean }): Arrange =>
  async (page, house, undo) => {
    await logIn(page, siteOf(house), 'carol');
    undo.push(() => house.playground.configure({ delayMs: 0, isDown: false }));
    house.playground.configure(settings);
    return openPopupOf(page, siteOf(house));
  };

/** What no Worker of this checkout answers. */
const answered =
  (status: number, body: object, headers = {}): Arrange =>
  async (page, house) => {
    await logIn(page, siteOf(house), 'carol');
    await page
      .context()
      .route('**/_postern/api/v1/session', (route) =>
        route.fulfill({ status, json: body, headers }),
      );
    return openPopupOf(page, siteOf(house));
  };

const states: State[] = [
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
  { name: 'the form', arrange: openForm, says: /allows at most 1 year/, offers: 'Cancel' },
  {
    name: 'the form, wrong',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      await popup.getByRole('textbox', { name: 'Description' }).fill('');
      await popup.getByRole('radio', { name: 'Custom date' }).check();
      await popup.getByLabel('Last day').fill('2099-12-31');
      await popup.getByText('More', { exact: true }).click();
      await popup.getByLabel('Allowed addresses').fill('10.0.0');
      await submit(popup);
      return popup;
    },
    says: /Write what the token is for/,
    offers: 'Use the last possible day',
  },
  {
    name: 'the form, read only by policy',
    async arrange(page, house, undo) {
      undo.push(await changePolicy(siteOf(house), { readOnlyGroups: ['jira-users'] }));
      return openForm(page, house, undo);
    },
    says: /allows you tokens of one kind alone: Read only/,
  },
  {
    name: 'the secret',
    arrange: createOne,
    says: /Your user name is carol/,
    offers: 'Copy command',
  },
  {
    name: 'the secret, copied',
    async arrange(page, house, undo) {
      const popup = await createOne(page, house, undo);
      await popup.getByRole('button', { name: 'Copy', exact: true }).click();
      return popup;
    },
    says: /Copied\. Your user name is carol/,
    offers: 'Done',
  },
  {
    name: 'the secret, about to be lost',
    async arrange(page, house, undo) {
      const popup = await createOne(page, house, undo);
      await popup.getByRole('button', { name: 'Done' }).click();
      return popup;
    },
    says: /You have not copied this token/,
    offers: 'Copy and go on',
  },
  {
    name: 'session ended in the form',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      house.playground.endSessions();
      await submit(popup);
      return popup;
    },
    says: /You are logged out/,
    offers: 'Log in to Jira',
  },
  {
    name: 'too many tokens',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { maxTokensPerUser: 2 }));
      await submit(popup);
      return popup;
    },
    says: /Too many tokens/,
  },
  {
    name: 'no permission any more',
    async arrange(page, house, undo) {
      const popup = await openForm(page, house, undo);
      undo.push(await changePolicy(siteOf(house), { createGroups: ['jira-administrators'] }));
      await submit(popup);
      return popup;
    },
    says: /You may not do this/,
    offers: 'Cancel',
  },
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
  {
    name: 'rate limited',
    arrange: answered(
      429,
      {
        type: 'about:blank',
        title: '',
        status: 429,
        code: 'rate_limited',
        detail: '',
        requestId: '',
      },
      { 'Retry-After': '40' },
    ),
    says: /Try again in 40 seconds/,
    offers: 'Try again',
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
];

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
