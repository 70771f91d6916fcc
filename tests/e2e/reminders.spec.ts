import type { Page } from '@playwright/test';
import { backgroundOf } from './background.ts';
import { expect, type House, logIn, openPopup, test } from './house.ts';
import { deleteOwnTokens, seedTokens } from './seed.ts';

const dayMs = 86_400_000;
const siteOf = (house: House) => house.site('header', 'confluence');

/** Somebody whose tokens end in half a day, in two and a half, in ten, and in sixty; their popup is closed again. */
async function withEndingTokens(page: Page, house: House): Promise<void> {
  await logIn(page, siteOf(house), 'carol');
  const popup = await openPopup(page);
  await deleteOwnTokens(popup, siteOf(house));
  await seedTokens(popup, siteOf(house), [
    { description: 'Ends tonight', days: 0.5 },
    { description: 'Ends in two days', days: 2.5 },
    { description: 'Ends next week', days: 10 },
    { description: 'Ends in spring', days: 60 },
  ]);
  await popup.close();
}

/** The daily look, `daysLater` on the extension's clock; answers once it is over: looks come one after the other, and a second has begun. */
async function ring(page: Page, daysLater = 0): Promise<void> {
  const background = await backgroundOf(page);
  for (const _ of ['this look', 'the next one']) {
    const before = await lookedAt(page);
    await background.evaluate((ms) => {
      Date.now = () => Math.ceil(performance.timeOrigin + performance.now() + ms);
      chrome.alarms.onAlarm.dispatch({ name: 'reminders' });
    }, daysLater * dayMs);
    await expect.poll(() => lookedAt(page)).toBeGreaterThan(before);
  }
}

async function lookedAt(page: Page): Promise<number> {
  const stored = await (await backgroundOf(page)).evaluate(() => chrome.storage.local.get());
  return (stored.reminders as { lookedAt: number } | undefined)?.lookedAt ?? 0;
}

const badge = async (page: Page) =>
  (await backgroundOf(page)).evaluate(() => chrome.action.getBadgeText({}));
const told = async (page: Page) =>
  Object.keys(await (await backgroundOf(page)).evaluate(() => chrome.notifications.getAll()));
const dismissAll = async (page: Page) =>
  (await backgroundOf(page)).evaluate(async () => {
    for (const id of Object.keys(await chrome.notifications.getAll())) {
      await chrome.notifications.clear(id);
    }
  });

test.describe('reminders', () => {
  test.beforeEach(({ page, house }) => withEndingTokens(page, house));

  test('tell of each token once a day that is set, on the badge and by notification', async ({
    page,
  }) => {
    // The first time by a real alarm.
    await (await backgroundOf(page)).evaluate(() =>
      chrome.alarms.create('reminders', { when: Date.now() }),
    );
    await expect.poll(async () => (await told(page)).length).toBe(3);
    await expect.poll(() => badge(page)).toBe('3');
    expect(await (await backgroundOf(page)).evaluate(() => chrome.action.getTitle({}))).toBe(
      'API tokens: 3 end soon',
    );
    await dismissAll(page);

    await ring(page);
    expect(await told(page)).toEqual([]);
    await expect.poll(() => badge(page)).toBe('3');

    // A week on, one has come nearer; two have ended.
    await ring(page, 7.5);
    expect(await told(page)).toHaveLength(1);
    await expect.poll(() => badge(page)).toBe('1');
  });

  test('a click on one opens the popup at that token', async ({ page }) => {
    await ring(page);
    expect(await told(page)).toHaveLength(3);
    const [first] = await told(page);
    const opened = page.context().waitForEvent('page');
    await (await backgroundOf(page)).evaluate(
      (id) => chrome.notifications.onClicked.dispatch(id),
      first,
    );
    const popup = await opened;
    const marked = popup.getByRole('row', { name: /Ends/ }).and(popup.locator('[data-marked]'));
    await expect(marked).toBeFocused();
    expect(JSON.parse(String(first))[2]).toBe(await marked.getAttribute('data-token'));
    await expect.poll(async () => (await told(page)).length).toBe(2);
  });

  test('are for the days that somebody chooses, or off', async ({ page, house }) => {
    const settings = await page.context().newPage();
    const background = await backgroundOf(page);
    await settings.goto(new URL('/options.html', background.url()).href);
    await settings.getByRole('checkbox', { name: '14 days before' }).uncheck();
    await settings.getByRole('checkbox', { name: '3 days before' }).uncheck();
    await expect(settings.getByRole('checkbox', { name: '1 day before' })).toBeDisabled();
    await ring(page);
    expect(await told(page)).toHaveLength(1);
    await expect.poll(() => badge(page)).toBe('1');

    await dismissAll(page);
    await settings.getByRole('checkbox', { name: 'Remind me before my tokens end' }).uncheck();
    await expect.poll(() => badge(page)).toBe('');
    house.playground.received.length = 0;
    await ring(page, 1);
    expect(await told(page)).toEqual([]);
    expect(house.playground.received).toEqual([]);
  });

  test('ask for no tokens where nobody is logged in', async ({ page, house }) => {
    await page.context().clearCookies();
    const before = await badge(page);
    house.playground.received.length = 0;
    await ring(page);
    expect(await told(page)).toEqual([]);
    expect(await badge(page)).toBe(before);
    // Each site was asked who this is, and that was all; the product without a Worker (`bare`) hears the question itself.
    const asked = new Set(house.playground.received.map(({ target }) => target.split('?')[0]));
    expect(
      [...asked].filter(
        (path) =>
          !/whoami|myself|user\/current|^\/jira\/_postern\/api\/v1\/session$/.test(path ?? ''),
      ),
    ).toEqual([]);
  });
});
