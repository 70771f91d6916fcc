import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { sendMessage } from '../messages.ts';
import type { SiteUrl } from '../sites.ts';
import { openPopup } from './popup-window.ts';

vi.mock('../messages.ts');

const site = 'http://localhost:8787/jira' as SiteUrl;
const page = 'chrome-extension://ours/popup.html';
const create = vi.fn();
const update = vi.fn();
let open: { documentUrl: string; windowId: number }[];
let closed: number | undefined;

beforeEach(() => {
  open = [];
  vi.mocked(sendMessage).mockReset().mockResolvedValue(undefined);
  create.mockReset().mockImplementation(async ({ url }: { url: string }) => {
    open.push({ documentUrl: url, windowId: 7 });
    return { id: 7 };
  });
  update.mockReset().mockResolvedValue({});
  const get = async (id: number) => (id === closed ? Promise.reject(new Error('closed')) : { id });
  closed = undefined;
  Object.assign(browser.windows, { create, update, get });
  Object.assign(browser.runtime, { getURL: () => page, getContexts: async () => open });
});

describe('openPopup', () => {
  it('opens a window about the site, in the theme of its page', async () => {
    await openPopup({ site, theme: 'dark' });
    const url = `${page}?site=http%3A%2F%2Flocalhost%3A8787%2Fjira&theme=dark`;
    expect(create).toHaveBeenCalledExactlyOnceWith({
      type: 'popup',
      url,
      width: 1200,
      height: 760,
    });
  });

  it('focuses the one that is open', async () => {
    open = [{ documentUrl: `${page}?site=${encodeURIComponent(site)}&view=manager`, windowId: 3 }];
    await openPopup({ site, theme: 'system' });
    expect(create).not.toHaveBeenCalled();
    expect(update).toHaveBeenCalledExactlyOnceWith(3, { focused: true });
  });

  it('opens another about another site, and one without a site', async () => {
    open = [{ documentUrl: `${page}?site=https%3A%2F%2Fwiki.test`, windowId: 3 }];
    await openPopup({ site, theme: 'system' });
    await openPopup({ site: undefined, theme: 'system' });
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('opens one for a double click', async () => {
    await Promise.all([openPopup({ site, theme: 'system' }), openPopup({ site, theme: 'system' })]);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('focuses the window that was just created while its page is not a context yet', async () => {
    create.mockResolvedValue({ id: 7 });
    await openPopup({ site, theme: 'system' });
    await openPopup({ site, theme: 'system' });
    expect(create).toHaveBeenCalledTimes(1);
    expect(update).toHaveBeenCalledExactlyOnceWith(7, { focused: true });
  });

  it('focuses the window whose tab the browser has discarded', async () => {
    await openPopup({ site, theme: 'system' });
    open = [];
    await openPopup({ site, theme: 'system' });
    expect(create).toHaveBeenCalledTimes(1);
    expect(update).toHaveBeenCalledExactlyOnceWith(7, { focused: true });
  });

  it('creates another after that window was closed', async () => {
    await openPopup({ site, theme: 'system' });
    open = [];
    closed = 7;
    await openPopup({ site, theme: 'system' });
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('creates another if that window shows another site now', async () => {
    await openPopup({ site, theme: 'system' });
    open = [{ documentUrl: `${page}?site=https%3A%2F%2Fwiki.test`, windowId: 7 }];
    await openPopup({ site, theme: 'system' });
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('names a token that is to be shown', async () => {
    await openPopup({ site, theme: 'system', token: 't&1' });
    const url = `${page}?site=http%3A%2F%2Flocalhost%3A8787%2Fjira&token=t%261`;
    expect(create).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ url }));
  });

  it('leaves it to the window that is open to show it', async () => {
    open = [{ documentUrl: `${page}?site=${encodeURIComponent(site)}`, windowId: 3 }];
    await openPopup({ site, theme: 'system', token: 't1' });
    expect(update).toHaveBeenCalledExactlyOnceWith(3, { focused: true });
    expect(sendMessage).toHaveBeenCalledExactlyOnceWith('showToken', { site, token: 't1' });
    vi.mocked(sendMessage).mockRejectedValueOnce(new Error('nobody listens yet'));
    await openPopup({ site, theme: 'system', token: 't1' });
  });

  it('goes on after a window that could not be opened', async () => {
    create.mockRejectedValueOnce(new Error('no'));
    await expect(openPopup({ site, theme: 'system' })).rejects.toThrow('no');
    await openPopup({ site, theme: 'system' });
    expect(open).toHaveLength(1);
  });
});
