import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { provideChromium } from '../../playground/browser.ts';
import { buildExtension } from '../../playground/build-extension.ts';
import { logIn, openPopup } from '../../tests/e2e/house.ts';
import { keys, seedTokens } from '../../tests/e2e/seed.ts';
import { launchChromium } from '../../tests/support/chromium.ts';
import { openHouse } from '../../tests/support/open-house.ts';
import { noteDrawing } from './drawing.ts';

export interface Stage {
  context: BrowserContext;
  /** A tab of a token manager who is logged in and has a full page of tokens. */
  page: Page;
  site: string;
}

/** The size of a page of the list. */
const fullPage = 50;

/** Real Chromium with the built extension, the real Worker and the playground; 100 tokens "Old …" and then 100 "New …". */
export async function withStage<T>(measure: (stage: Stage) => Promise<T>): Promise<T> {
  process.env.CHROMIUM = await provideChromium();
  const house = await openHouse(['applink']);
  const extension = await buildExtension(house.sites, join('.output', 'bench'));
  const context = await launchChromium(extension);
  try {
    await context.addInitScript(noteDrawing);
    const page = context.pages()[0] ?? (await context.newPage());
    const site = house.site('applink', 'jira');
    await logIn(page, site, 'bob');
    const popup = await openPopup(page);
    const owners = { Old: [keys.alice, keys.carol], New: [keys.märta, keys.bob] };
    for (const [age, names] of Object.entries(owners)) {
      const wishes = names.flatMap((owner) =>
        Array.from({ length: fullPage }, (_, index) => ({
          description: `${age} pipeline ${index + 1} of the release train`,
          owner,
        })),
      );
      await seedTokens(popup, site, wishes);
    }
    await popup.close();
    return await measure({ context, page, site });
  } finally {
    await context.close();
    await house.close();
  }
}
