import type { Page } from '@playwright/test';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import type { Stage } from './stage.ts';

/** The time to a full list on the screen: from the click on the link in the menu, and from loading the popup's page. */
export async function opening(stage: Stage, runs: number): Promise<Row[]> {
  const floor = await repeated(runs, () => emptyWindow(stage));
  const clicked = await repeated(runs, () => openByLink(stage));
  const { page } = stage;
  const popup = await openedBy(page, () => clickLink(page));
  await drawnIn(popup);
  const loaded = await repeated(runs, () => reload(popup));
  const shift = await popup.evaluate(layoutShift);
  await popup.close();
  return [
    {
      name: 'click on the link to the list drawn',
      value: clicked,
      unit: 'ms',
      beside: { name: 'an empty window of an extension', value: floor },
      bar: { atMost: 4 },
    },
    {
      name: 'popup, loading begun to the list drawn',
      value: loaded,
      unit: 'ms',
      // After a longer wait, users lose their train of thought.
      bar: { atMost: 1000 },
    },
    {
      name: 'popup, layout shift while it opens',
      value: shift,
      unit: 'CLS',
      bar: { atMost: 0 },
      isExact: true,
    },
  ];
}

async function repeated(runs: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await measure());
  return median(values);
}

/** Each page's clock starts with the page. `performance.timeOrigin` makes them comparable. */
async function openByLink({ page }: Stage): Promise<number> {
  let clickedAt = 0;
  const popup = await openedBy(page, async () => {
    clickedAt = await clickLink(page);
  });
  const drawnAt = await drawnIn(popup);
  await popup.close();
  return drawnAt - clickedAt;
}

/** An empty window with a tiny picture: the time that the browser itself needs. */
async function emptyWindow({ context, page }: Stage): Promise<number> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  let began = 0;
  const window = await openedBy(page, async () => {
    began = await worker.evaluate(async () => {
      const { windows, runtime } = (globalThis as unknown as { chrome: ExtensionApi }).chrome;
      const now = performance.timeOrigin + performance.now();
      const url = runtime.getURL('icon/16.png');
      await windows.create({ type: 'popup', url, width: 1200, height: 760 });
      return now;
    });
  });
  const loaded = await window.evaluate(
    () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      }),
  );
  const origin = await window.evaluate(() => performance.timeOrigin);
  await window.close();
  return origin + loaded - began;
}

interface ExtensionApi {
  windows: { create(wish: object): Promise<unknown> };
  runtime: { getURL(path: string): string };
}

/** Returns the time on the clock that all pages share. */
function clickLink(page: Page): Promise<number> {
  return page.evaluate(() => {
    const now = performance.timeOrigin + performance.now();
    document.getElementById('postern-api-tokens')?.click();
    return now;
  });
}

async function openedBy(page: Page, open: () => Promise<unknown>): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await open();
  return opened;
}

function drawnIn(popup: Page): Promise<number> {
  return popup.evaluate(async () => performance.timeOrigin + (await window.firstDrawn));
}

async function reload(popup: Page): Promise<number> {
  await popup.reload();
  return popup.evaluate(() => window.firstDrawn);
}

function layoutShift(): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 200);
  });
}
