import { expect, logIn, openPopup, test } from './house.ts';
import { click, fill, role, see } from './screen.ts';

interface ExtensionPage {
  browser: {
    permissions: {
      getAll(): Promise<{ origins: string[] }>;
      onAdded: { addListener(listener: (added: { origins: string[] }) => void): void };
    };
  };
  asked?: string[];
}

test('an address is asked about at its host alone, and the permission goes back where there is no Postern', async ({
  tab,
  house,
}) => {
  await logIn(tab, house.site('applink', 'jira'), 'alice');
  const settings = await openPopup(tab);
  await settings.evaluate(() => location.assign('/options.html'));
  await see(settings, role('heading', 'Sites'));
  const before = await settings.evaluate(async () => {
    const page = globalThis as unknown as ExtensionPage;
    const asked: string[] = [];
    page.asked = asked;
    page.browser.permissions.onAdded.addListener(({ origins }) => asked.push(...origins));
    return [...new Set((await page.browser.permissions.getAll()).origins)];
  });
  expect(before).not.toContain('http://127.0.0.1/*');

  const address = role('textbox', 'Address');
  await fill(settings, address, 'http://jira.example.com');
  await click(settings, role('button', 'Add site'));
  await see(settings, '::-p-text(must begin with https://)');

  const here = new URL(house.site('applink', 'jira'));
  await fill(settings, address, `http://127.0.0.1:${here.port}/jira/browse/DEMO-1?a=1#b`);
  await click(settings, role('button', 'Add site'));
  await see(settings, '::-p-text(at this address.)');
  const after = await settings.evaluate(async () => {
    const page = globalThis as unknown as ExtensionPage;
    const { origins } = await page.browser.permissions.getAll();
    return { asked: page.asked, kept: [...new Set(origins)] };
  });
  expect(after).toEqual({ asked: ['http://127.0.0.1/*'], kept: before });
});
