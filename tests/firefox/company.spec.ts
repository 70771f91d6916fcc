import { rmSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { openCompany } from '../support/company.ts';
import { makeManagedFirefox } from '../support/managed-firefox.ts';
import { expect, logIn, openPopup, test } from './house.ts';

test('an organisation names its sites by policy, and tells Firefox where the extension is', async ({
  house,
}) => {
  // Two builds of the extension come first.
  test.slow();
  const sites = [house.site('applink', 'jira'), house.site('applink', 'confluence')];
  const [jira = '', confluence = ''] = sites;
  const company = await openCompany({ builtIn: [jira], managed: sites, name: 'ACME tokens' });
  const { folder, program } = makeManagedFirefox(join(company.files, 'firefox-policies.json'));
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    headless: true,
    extraPrefsFirefox: {
      'intl.locale.requested': 'en-US',
      // The web server here has no certificate.
      'extensions.checkUpdateSecurity': false,
    },
  });
  try {
    // It asks for what its store would have signed, which is not there in a test; so the same build comes in another way.
    await expect
      .poll(() => company.asked, { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(/-firefox\.xpi$/));
    await firefox.installExtension(company.firefoxBuild);

    const tab = await firefox.newPage();
    await logIn(tab, jira, 'alice');
    const popup = await openPopup(tab);
    expect(await popup.evaluate(nameAndSites)).toEqual({
      name: 'ACME tokens',
      sites: sites.map((url) => ({ url })),
    });
    await popup.close();
    await logIn(tab, confluence, 'alice');
    await openPopup(tab);
  } finally {
    await firefox.close();
    rmSync(folder, { recursive: true });
    await company.close();
  }
});

async function nameAndSites(): Promise<{ name: string; sites: unknown }> {
  const { browser } = globalThis as unknown as {
    browser: {
      runtime: { getManifest(): { name: string } };
      storage: { managed: { get(key: string): Promise<{ sites: unknown }> } };
    };
  };
  const { sites } = await browser.storage.managed.get('sites');
  return { name: browser.runtime.getManifest().name, sites };
}
