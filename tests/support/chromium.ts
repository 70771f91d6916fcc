import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../playground/browser.ts';

type Options = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** A Chromium with a profile of its own and the unpacked extension in it. */
export function launchChromium(extension: string, options: Options = {}): Promise<BrowserContext> {
  return chromium.launchPersistentContext('', {
    executablePath: findChromium() ?? '',
    // Headless Chromium loads extensions in its new mode alone.
    headless: false,
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
    args: [
      '--headless=new',
      ...chromiumArguments,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      ...(options.args ?? []),
    ],
  });
}
