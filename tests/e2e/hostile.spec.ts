import { readFileSync } from 'node:fs';
import { backgroundOf } from './background.ts';
import { expect, logIn, openPopup, openPopupOf, test } from './house.ts';
import { deleteAllTokens, seedTokens } from './seed.ts';

const hostile = [
  '<img src=x onerror="document.title=\'owned\'">',
  '"><script>document.title="owned"</script>',
  'javascript:alert(1)',
  '{description} $1 $& %s __MSG_token_new__',
  "=cmd|' /C calc'!A0",
  '@SUM(1)',
  `${'W'.repeat(199)}!`,
];

test('what somebody writes into a description is text, wherever it stands', async ({
  page,
  house,
}) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'bob');
  const popup = await openPopup(page);
  await deleteAllTokens(popup, site);
  await seedTokens(
    popup,
    site,
    hostile.map((description) => ({ description })),
  );
  await popup.reload();
  const title = await popup.title();
  for (const description of hostile) {
    const row = popup.getByRole('row').filter({ hasText: description });
    await row.getByRole('button', { name: /^Delete/ }).click();
    await expect(popup.getByRole('alertdialog')).toContainText(description);
    await popup.keyboard.press('Escape');
  }
  await popup.setViewportSize({ width: 400, height: 640 });
  const overflow = await popup.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await popup.locator('#app img[src="x"], #app script').count()).toBe(0);
  expect(await popup.title()).toBe(title);

  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  const downloading = popup.waitForEvent('download');
  await popup.getByRole('button', { name: 'Export CSV' }).click();
  const csv = readFileSync(await (await downloading).path(), 'utf8');
  const cells = [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  expect(cells.filter((cell) => /^\s*[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(csv).toContain("'=cmd|");
});

test('an address of the popup that somebody made up shows nothing and asks nothing', async ({
  page,
  house,
}) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'bob');
  const asked: string[] = [];
  page.context().on('request', (request) => {
    if (request.url().startsWith('http')) asked.push(request.url());
  });
  for (const other of [
    'https://evil.example',
    `${site}@evil.example`,
    `${site}/..`,
    `${site}#`,
    'javascript:alert(1)',
    '',
  ]) {
    const popup = await openPopupOf(page, other);
    await expect(popup.getByRole('heading', { name: 'Choose a site' })).toBeVisible();
    await popup.close();
  }
  expect(asked).toEqual([]);

  const errors: Error[] = [];
  const popup = await openPopupOf(page, site, {
    view: 'manager',
    theme: '"><script>',
    token: '"] , * , [x="',
    sort: 'hash',
    order: 'up',
    owner: 'x'.repeat(300),
    q: '<b>%_"*'.repeat(40),
    created: 'from:not-a-day',
    expires: '__proto__',
    lastUsed: '9999999999999',
  });
  popup.on('pageerror', (error) => errors.push(error));
  await popup.reload();
  await expect(popup.getByRole('tab', { name: 'Token Manager' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(popup.locator('.list, .blank, [class*=failure]').first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('all that a page can bring about is that the popup opens', async ({ page, house }) => {
  const site = house.site('header', 'jira');
  await logIn(page, site, 'alice');
  const id = new URL((await backgroundOf(page)).url()).host;
  const before = await (await backgroundOf(page)).evaluate(() => chrome.storage.local.get());
  const seen = await page.evaluate(async (extension) => {
    const forged = { id: 1, type: 'openPopup', data: { theme: 'dark', site: 'https://evil.test' } };
    window.postMessage(forged, '*');
    window.postMessage({ ...forged, type: 'ownTokensChanged' }, '*');
    document.dispatchEvent(new CustomEvent('openPopup', { detail: forged }));
    // Neither its messages nor its files are for pages.
    const { chrome } = globalThis as unknown as { chrome?: { runtime?: object } };
    const files = ['popup.html', 'options.html', 'manifest.json', 'background.js', 'icon/48.png'];
    const reachable: string[] = [];
    for (const file of files) {
      const url = `chrome-extension://${extension}/${file}`;
      if (
        await fetch(url).then(
          () => true,
          () => false,
        )
      )
        reachable.push(file);
    }
    const frame = document.createElement('iframe');
    frame.src = `chrome-extension://${extension}/popup.html`;
    document.body.append(frame);
    await new Promise((loaded) => frame.addEventListener('load', loaded));
    return { canSend: chrome?.runtime !== undefined && 'sendMessage' in chrome.runtime, reachable };
  }, id);
  expect(seen).toEqual({ canSend: false, reachable: [] });
  const frames = await Promise.all(
    page
      .frames()
      .map((frame) =>
        frame.evaluate(() => document.querySelector('#app') !== null).catch(() => false),
      ),
  );
  expect(frames).not.toContain(true);
  expect(page.context().pages()).toHaveLength(1);
  expect(await (await backgroundOf(page)).evaluate(() => chrome.storage.local.get())).toEqual(
    before,
  );

  // A page can click our link, as a person can; even then it says nothing of which site.
  const opened = page.context().waitForEvent('page');
  await page.evaluate(() => document.getElementById('postern-api-tokens')?.click());
  const popup = await opened;
  expect(new URL(popup.url()).searchParams.get('site')).toBe(site);
});
