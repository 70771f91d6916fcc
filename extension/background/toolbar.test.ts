import { beforeEach, expect, it, vi } from 'vitest';
import type { Browser } from 'wxt/browser';
import { addSite } from '../configured-sites.ts';
import { sendMessage } from '../messages.ts';
import type { SiteUrl } from '../sites.ts';
import { openPopup } from './popup-window.ts';
import { openFromToolbar } from './toolbar.ts';

vi.mock('./popup-window.ts');
vi.mock('../messages.ts');

const jira = 'https://example.com/jira' as SiteUrl;
const wiki = 'https://wiki.example.com' as SiteUrl;
const click = (url?: string) => openFromToolbar({ id: 5, ...(url && { url }) } as Browser.tabs.Tab);

beforeEach(() => {
  vi.mocked(openPopup).mockReset();
  vi.mocked(sendMessage).mockReset().mockResolvedValue('dark');
});

it('opens the popup of the site in the tab, in the theme of its page', async () => {
  await addSite(jira);
  await addSite(wiki);
  await click('https://wiki.example.com/display/DS');
  expect(openPopup).toHaveBeenCalledExactlyOnceWith({ site: wiki, theme: 'dark' });
  expect(sendMessage).toHaveBeenCalledExactlyOnceWith('readTheme', undefined, 5);
});

it('opens that of the only site from everywhere else', async () => {
  await addSite(jira);
  await click('https://news.example.org');
  expect(openPopup).toHaveBeenCalledExactlyOnceWith({ site: jira, theme: 'system' });
  expect(sendMessage).not.toHaveBeenCalled();
});

it('asks which one where there are several, or none', async () => {
  await click();
  await addSite(jira);
  await addSite(wiki);
  await click();
  expect(openPopup).toHaveBeenCalledTimes(2);
  expect(openPopup).toHaveBeenCalledWith({ site: undefined, theme: 'system' });
});

it.each([
  ['says nothing', () => new Promise<never>(() => {})],
  ['cannot be asked', () => Promise.reject(new Error('No response'))],
  ['says what is no theme', async () => 'pink' as never],
])('follows the system where the page %s', async (_, answer) => {
  vi.mocked(sendMessage).mockImplementation(answer);
  await addSite(jira);
  await click('https://example.com/jira/');
  expect(openPopup).toHaveBeenCalledExactlyOnceWith({ site: jira, theme: 'system' });
});
