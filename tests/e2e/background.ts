import type { Page, Worker } from '@playwright/test';

/** What the tests touch of the extension's own APIs, in its background or one of its pages. */
interface ExtensionApis {
  action: {
    getBadgeText(of: object): Promise<string>;
    getTitle(of: object): Promise<string>;
    onClicked: Dispatched;
  };
  alarms: {
    create(name: string, when: { when: number }): Promise<void>;
    onAlarm: Dispatched;
  };
  notifications: {
    getAll(): Promise<Record<string, unknown>>;
    clear(id: string): Promise<void>;
    onClicked: Dispatched;
  };
  permissions: { getAll(): Promise<{ origins: string[] }> };
  scripting: { getRegisteredContentScripts(): Promise<{ matches: string[] }[]> };
  storage: {
    local: { get(): Promise<Record<string, unknown>>; set(items: object): Promise<void> };
  };
  tabs: { query(wanted: object): Promise<object[]> };
}

/** An event as the browser raises it. */
interface Dispatched {
  dispatch(...what: unknown[]): void;
}

declare global {
  // As the extension's own global, where a test's function runs.
  var chrome: ExtensionApis;
}

/** The extension's service worker, in which a test's function sees what the extension sees. */
export async function backgroundOf(page: Page): Promise<Worker> {
  const context = page.context();
  return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
}

/** Clicks the toolbar button while the browser's first tab is in front, as the browser tells the extension of it. */
export async function clickToolbar(page: Page): Promise<void> {
  await (await backgroundOf(page)).evaluate(async () => {
    const [tab] = await chrome.tabs.query({});
    chrome.action.onClicked.dispatch(tab);
  });
}
