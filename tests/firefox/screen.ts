import type { ElementHandle, Page } from 'puppeteer-core';

// Things are found as assistive technology finds them: by the role and the name that Firefox computes.

/** A selector for `role` with this accessible name; `within` another selector where the name alone is not enough. */
export function role(name: string, called?: string, within?: string): string {
  const own = `::-p-aria([role="${name}"]${called === undefined ? '' : `[name="${called}"]`})`;
  return within === undefined ? own : `${within} >>> ${own}`;
}

export async function click(page: Page, selector: string): Promise<void> {
  await page.locator(selector).click();
}

/** In place of what stood there. */
export async function fill(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).fill(text);
}

export function see(page: Page, selector: string): Promise<ElementHandle> {
  return page.locator(selector).waitHandle();
}

/** What stands in such an element, once there is one. */
export async function textOf(page: Page, selector: string): Promise<string> {
  const element = await see(page, selector);
  return element.evaluate((node) => (node as unknown as Node).textContent ?? '');
}

/** What stands in a field, once there is one. */
export async function contentOf(page: Page, selector: string): Promise<string> {
  const field = await see(page, selector);
  return field.evaluate((node) => (node as unknown as HTMLInputElement).value);
}

/** How many there are at this moment. */
export async function count(page: Page, selector: string): Promise<number> {
  return (await page.$$(selector)).length;
}

/** The name of what has the focus. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') || activeElement?.textContent || '';
  });
}
