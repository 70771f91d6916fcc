import { describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { fakePermissions } from './fake-permissions.ts';
import { askForAccess, giveBackAccess, hasAccess } from './host-access.ts';
import type { SiteUrl } from './sites.ts';

const jira = 'https://example.com/jira' as SiteUrl;
const wiki = 'https://example.com/wiki' as SiteUrl;

describe('the permission for a site', () => {
  it('is asked for its host alone', async () => {
    const permissions = fakePermissions();
    expect(await hasAccess(jira)).toBe(false);
    expect(await askForAccess(jira)).toBe(true);
    expect(permissions.asked).toEqual(['https://example.com/*']);
    expect(await hasAccess(jira)).toBe(true);
  });

  it('is not there where the person says no, or the browser does not ask', async () => {
    const permissions = fakePermissions();
    permissions.allows = false;
    expect(await askForAccess(jira)).toBe(false);
    Object.assign(browser.permissions, { request: () => Promise.reject(new Error('no gesture')) });
    expect(await askForAccess(jira)).toBe(false);
  });

  it('is given back once no other site is on that host', async () => {
    const permissions = fakePermissions('https://example.com/*');
    await giveBackAccess(jira, [wiki]);
    expect(permissions.granted.size).toBe(1);
    await giveBackAccess(jira, ['https://other.test' as SiteUrl]);
    expect(permissions.granted.size).toBe(0);
  });
});
