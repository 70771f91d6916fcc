import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { addSite, removeSite } from '../configured-sites.ts';
import { fakePermissions } from '../fake-permissions.ts';
import type { SiteUrl } from '../sites.ts';
import { injectEverywhere, keepContentScripts } from './content-scripts.ts';

const jira = 'https://example.com/jira' as SiteUrl;
const wiki = 'https://wiki.example.com' as SiteUrl;
const script = { id: 'profile-menu', js: ['/content-scripts/profile-menu.js'] };
let registered: { id: string; matches?: string[] }[];
let tabs: { id?: number; url: string }[];
const executeScript = vi.fn();
let permissions: ReturnType<typeof fakePermissions>;

beforeEach(() => {
  registered = [];
  tabs = [];
  executeScript.mockReset().mockResolvedValue([]);
  permissions = fakePermissions('https://example.com/*', 'https://wiki.example.com/*');
  Object.assign(browser.scripting, {
    executeScript,
    getRegisteredContentScripts: async () => registered,
    registerContentScripts: async (scripts: typeof registered) => {
      if (registered.length > 0) throw new Error('registered already');
      registered = scripts;
    },
    updateContentScripts: async (scripts: typeof registered) => {
      registered = scripts;
    },
    unregisterContentScripts: async () => {
      registered = [];
    },
  });
  Object.assign(browser.tabs, { query: async () => tabs });
});

const matches = () => registered[0]?.matches;
const injected = () => executeScript.mock.calls.map(([{ target }]) => target.tabId);

describe('the content script', () => {
  it('is registered for the pages of an added site', async () => {
    await addSite(jira);
    await keepContentScripts();
    expect(registered).toEqual([
      { ...script, matches: ['https://example.com/jira/*'], runAt: 'document_end' },
    ]);
  });

  it('follows the sites, and goes with the last', async () => {
    await addSite(jira);
    await keepContentScripts();
    await addSite(wiki);
    await keepContentScripts();
    expect(matches()).toEqual(['https://example.com/jira/*', 'https://wiki.example.com/*']);
    await removeSite(jira);
    await keepContentScripts();
    expect(matches()).toEqual(['https://wiki.example.com/*']);
    await removeSite(wiki);
    await keepContentScripts();
    expect(registered).toEqual([]);
  });

  it('is for no site that the browser keeps the extension away from', async () => {
    await addSite(jira);
    permissions.granted.clear();
    await keepContentScripts();
    expect(registered).toEqual([]);
    permissions.granted.add('https://example.com/*');
    await keepContentScripts();
    expect(matches()).toEqual(['https://example.com/jira/*']);
  });

  it('is registered once, however many events come at once', async () => {
    await addSite(jira);
    await Promise.all([keepContentScripts(), keepContentScripts(), keepContentScripts()]);
    expect(registered).toHaveLength(1);
  });

  it('is put into pages that are open, of the site alone, and once', async () => {
    tabs = [
      { id: 1, url: 'https://example.com/jira/browse/X-1' },
      { id: 2, url: 'https://example.com:8443/jira/' },
      { url: 'https://example.com/jira/' },
    ];
    await addSite(jira);
    await keepContentScripts();
    await keepContentScripts();
    expect(injected()).toEqual([1]);
  });

  it('goes on where a page cannot be reached', async () => {
    tabs = [
      { id: 1, url: 'https://example.com/jira/a' },
      { id: 2, url: 'https://example.com/jira/b' },
    ];
    executeScript.mockRejectedValueOnce(new Error('gone'));
    await addSite(jira);
    await keepContentScripts();
    expect(injected()).toEqual([1, 2]);
  });

  it('is put into all pages when the extension is installed or renewed', async () => {
    tabs = [{ id: 1, url: 'https://example.com/jira/' }];
    await addSite(jira);
    await keepContentScripts();
    await injectEverywhere();
    expect(injected()).toEqual([1, 1]);
  });
});
