import type { Page } from '@playwright/test';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import type { Stage } from './stage.ts';

/** The time from a key in the Token Manager's search, with 100 rows on the screen, to the filtered rows. */
export async function filtering({ context, page }: Stage, runs: number): Promise<Row[]> {
  const opened = context.waitForEvent('page');
  await page.evaluate(() => document.getElementById('postern-api-tokens')?.click());
  const popup = await opened;
  await popup.getByRole('tab', { name: 'Token Manager' }).click();
  const whole: number[] = [];
  const drawing: number[] = [];
  const pauses: number[] = [];
  for (let run = 0; run < runs; run++) {
    await showHundred(popup);
    const times = await pressKey(popup);
    whole.push(times.drawn - times.pressed);
    pauses.push(times.asked - times.pressed);
    drawing.push(times.drawn - times.answered);
  }
  await popup.close();
  const pause = { name: 'of which it waits for more keys', value: median(pauses) };
  return [
    {
      name: 'a key in the filter to its rows drawn',
      value: median(whole),
      unit: 'ms',
      beside: pause,
      bar: { atMost: 2 },
    },
    {
      name: 'of which the answer to its rows drawn',
      value: median(drawing),
      unit: 'ms',
      // Up to 0.1 s feels immediate to users.
      bar: { atMost: 100 },
    },
  ];
}

const search = { name: 'Search descriptions' };

async function showHundred(popup: Page): Promise<void> {
  await popup.getByRole('searchbox', search).fill('');
  await popup.getByRole('row', { name: 'New pipeline' }).nth(49).waitFor();
  await popup.getByRole('button', { name: 'Load more' }).click();
  await popup.getByRole('row', { name: 'New pipeline' }).nth(99).waitFor();
}

/** Uses the popup's own clock. The newest 100 tokens contain no "d"; those with a "d" fill a page of 50. */
async function pressKey(popup: Page) {
  await popup.getByRole('searchbox', search).focus();
  const noted = await popup.evaluateHandle(() => {
    performance.clearResourceTimings();
    const pressed = new Promise<number>((resolve) => {
      addEventListener('keydown', ({ timeStamp }) => resolve(timeStamp), { once: true });
    });
    return { pressed, drawn: window.whenDrawn('Old') };
  });
  await popup.keyboard.press('d');
  return noted.evaluate(async (times) => {
    const [pressed, drawn] = [await times.pressed, await times.drawn];
    const [call] = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const { startTime: asked = Number.NaN, responseEnd: answered = Number.NaN } = call ?? {};
    return { pressed, asked, answered, drawn };
  });
}
