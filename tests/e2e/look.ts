import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Sees the screen as assistive technology does; with SCREENSHOTS set, keeps a picture of it there too. */
export async function look(popup: Page, name: string): Promise<void> {
  await expect(popup.locator('[aria-busy=true]')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page: popup }).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  const folder = process.env.SCREENSHOTS;
  if (folder) await popup.screenshot({ path: `${folder}/${name}.png` });
}

/** Whether all of an element is in the window. */
export async function isInWindow(popup: Page, selector: string): Promise<boolean> {
  return popup.locator(selector).evaluate((element) => {
    const { top, left, bottom, right } = element.getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  });
}
