import { expect, it } from 'vitest';
import { type Browser, browser } from 'wxt/browser';
import type { SiteUrl } from '../sites.ts';
import { isPopup, siteOfSender } from './sender.ts';

const site = 'http://localhost:8787/jira' as SiteUrl;
const tab = { id: 1 } as Browser.tabs.Tab;
const good = { id: 'ours', frameId: 0, tab, url: 'http://localhost:8787/jira/browse/X-1' };

const popup = browser.runtime.getURL('/popup.html');

const ask = (sender: Browser.runtime.MessageSender) => siteOfSender(sender, 'ours', [site]);

it('is the site whose page our content script runs in', () => {
  expect(ask(good)).toBe(site);
});

it.each<[string, Browser.runtime.MessageSender]>([
  ['another extension', { ...good, id: 'theirs' }],
  ['no extension', { frameId: 0, tab, url: good.url }],
  ['a frame in the page', { ...good, frameId: 3 }],
  ['another site', { ...good, url: 'http://localhost:8787/confluence/' }],
  ['a look-alike', { ...good, url: 'http://localhost:8787/jira-evil/' }],
  ['another port', { ...good, url: 'http://localhost:9999/jira/' }],
  ['an extension page', { id: 'ours', url: 'chrome-extension://ours/popup.html' }],
  ['nobody', {}],
])('is nothing for %s', (_, sender) => {
  expect(ask(sender)).toBeUndefined();
});

it.each<[string, boolean, Browser.runtime.MessageSender]>([
  ['the popup', true, { id: browser.runtime.id, url: `${popup}?site=x` }],
  ['our content script', false, { ...good, id: browser.runtime.id }],
  ['another extension', false, { id: 'theirs', url: popup }],
  ['nobody', false, {}],
])('a message of %s is one of the popup: %s', (_, isOurs, sender) => {
  expect(isPopup(sender)).toBe(isOurs);
});
