import type { Page } from '@playwright/test';
import { expect, test } from '../house.ts';
import { look } from '../look.ts';
import { openSection } from './open.ts';

const isWider = (popup: Page) =>
  popup.evaluate(() => document.documentElement.scrollWidth > innerWidth);

for (const theme of ['light', 'dark'] as const) {
  test(`every section in ${theme} is without findings by axe, also at 400 pixels`, async ({
    page,
    house,
  }) => {
    const popup = await openSection(page, house, 'Policy', theme);
    for (const name of ['Policy', 'Audit', 'People who left', 'Webhook', 'Self-test']) {
      await popup.setViewportSize({ width: 1040, height: 720 });
      const sections = popup.getByRole('navigation', { name: 'Administration' });
      await sections.getByRole('button', { name }).click();
      await popup.getByRole('heading', { level: 2, name }).waitFor();
      await expect(popup.getByText('Loading…')).toHaveCount(0);
      await look(popup, `administration-${name.toLowerCase().replaceAll(' ', '-')}-${theme}`);
      // As wide as a window of 800 at 200 %.
      await popup.setViewportSize({ width: 400, height: 640 });
      expect(await isWider(popup), `${name} at 400 pixels`).toBe(false);
    }
    await popup.getByRole('button', { name: 'Run the self-test' }).click();
    await expect(popup.getByText('It works', { exact: true })).toBeVisible();
    await look(popup, `administration-self-test-done-${theme}`);
    await popup.setViewportSize({ width: 1040, height: 720 });
    await popup.getByRole('button', { name: 'Policy' }).click();
    await popup.getByRole('radio', { name: 'Blocked' }).check();
    await popup.getByRole('button', { name: 'Save…' }).click();
    await popup.getByRole('alertdialog').waitFor();
    await look(popup, `administration-review-${theme}`);
  });
}
