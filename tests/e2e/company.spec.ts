import { join } from 'node:path';
import { openCompany } from '../support/company.ts';
import { launchManagedChromium } from '../support/managed-chromium.ts';
import { expect, logIn, openPopup, test } from './house.ts';

const name = 'ACME tokens';

declare const chrome: {
  runtime: { getManifest(): { name: string } };
  storage: { local: { get(key: string): Promise<object> } };
};

test('an organisation installs its build by policy, and nobody is asked for anything', async ({
  house,
}) => {
  // Two builds of the extension come first.
  test.slow();
  const sites = [house.site('applink', 'jira'), house.site('applink', 'confluence')];
  const [jira = '', confluence = ''] = sites;
  const company = await openCompany({ builtIn: [jira], managed: sites, name });
  const context = await launchManagedChromium(join(company.files, 'chrome-linux.json'));
  try {
    const worker =
      context.serviceWorkers()[0] ??
      (await context.waitForEvent('serviceworker', { timeout: 90_000 }));
    expect(company.asked).toContain('/updates.xml');
    expect(await worker.evaluate(() => chrome.runtime.getManifest().name)).toBe(name);

    // Built in: the manifest's own content script and permission.
    const page = await context.newPage();
    await logIn(page, jira, 'alice');
    const popup = await openPopup(page);
    await expect(popup.getByRole('button', { name: 'New API Token' }).first()).toBeVisible();

    // Known by the policy alone, once it has arrived.
    const managed = () => worker.evaluate(() => chrome.storage.local.get('managedSites'));
    await expect
      .poll(managed, { timeout: 60_000 })
      .toEqual({ managedSites: sites.map((url) => ({ url })) });
    const wiki = await context.newPage();
    await logIn(wiki, confluence, 'alice');
    await openPopup(wiki);

    const settings = await context.newPage();
    await settings.goto(new URL('/options.html', worker.url()).href);
    await expect(settings.getByText('Set by your organisation')).toHaveCount(1);
  } finally {
    await context.close();
    await company.close();
  }
});
