import type { CDPSession } from '@playwright/test';
import { median } from '../load/statistics.ts';
import type { Row } from '../row.ts';
import type { Stage } from './stage.ts';

interface TraceEvent {
  name: string;
  dur?: number;
  args?: { data?: { url?: string } };
}

/** The content script's time on the main thread of the product's pages, from Chromium's trace. */
export async function contentScript(stage: Stage, runs: number): Promise<Row[]> {
  const { context, page, site } = stage;
  const cdp = await context.newCDPSession(page);
  const pages = {
    'a page with the menu': `${site}/secure/Dashboard.jspa?aui=10`,
    'a page without the menu': `${site}/login.jsp`,
  };
  const rows: Row[] = [];
  for (const [name, url] of Object.entries(pages)) {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const events = await trace(cdp, async () => {
        await page.goto(url);
        await page.waitForTimeout(100);
      });
      times.push(mainThreadTime(events));
    }
    rows.push({
      name: `content script, ${name}`,
      value: median(times),
      unit: 'ms',
      // A tenth of a frame at 60 Hz.
      bar: { atMost: 1.67 },
    });
  }
  await cdp.detach();
  return [...rows, await linkAfterPaint(stage, runs)];
}

async function trace(cdp: CDPSession, during: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }) => events.push(...(value as TraceEvent[]));
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', {
    traceConfig: { includedCategories: ['devtools.timeline'] },
    transferMode: 'ReportEvents',
  });
  await during();
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  return events;
}

/** Milliseconds for compiling and running it, and for all later calls. */
function mainThreadTime(events: readonly TraceEvent[]): number {
  const ours = events.filter(
    ({ name, args }) =>
      /^(EvaluateScript|FunctionCall)$/.test(name) && args?.data?.url?.includes('content-scripts/'),
  );
  if (ours.length === 0) throw new Error('the trace shows no content script');
  return ours.reduce((sum, { dur = 0 }) => sum + dur / 1000, 0);
}

/** The time between the first paint and the link in the menu. Negative if the link is there first. */
async function linkAfterPaint({ page, site }: Stage, runs: number): Promise<Row> {
  const lags: number[] = [];
  for (let run = 0; run < runs; run++) {
    await page.goto(`${site}/secure/Dashboard.jspa?aui=10`);
    const lag = await page.evaluate(async () => {
      const painted = await new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries()) {
            if (name === 'first-contentful-paint') resolve(startTime);
          }
        }).observe({ type: 'paint', buffered: true });
      });
      return (await window.linkAdded) - painted;
    });
    lags.push(lag);
  }
  return {
    name: 'link in the menu, after the first paint',
    value: median(lags),
    unit: 'ms',
    // Users need more than 0.1 s to reach the menu.
    bar: { atMost: 100 },
  };
}
