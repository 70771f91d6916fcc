import { describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { addSite, readSites, removeSite, watchSites } from './configured-sites.ts';
import type { SiteUrl } from './sites.ts';

const jira = 'https://jira.example.com' as SiteUrl;
const wiki = 'https://example.com/wiki' as SiteUrl;
const store = (items: Record<string, unknown>) => browser.storage.local.set(items);

describe('the sites', () => {
  it('are none at first', async () => {
    expect(await readSites()).toEqual([]);
  });

  it('are those that the policy sets, and then those that the person added', async () => {
    await store({ managedSites: [{ url: 'https://jira.example.com/', name: 'Our Jira' }] });
    await addSite(wiki);
    expect(await readSites()).toEqual([
      { url: jira, source: 'managed', name: 'Our Jira' },
      { url: wiki, source: 'added' },
    ]);
  });

  it('of one URL are the locked one', async () => {
    await addSite(jira);
    await store({ managedSites: [{ url: jira }] });
    expect(await readSites()).toEqual([{ url: jira, source: 'managed' }]);
  });

  it.each(['https://jira.example.com', { 0: 'https://jira.example.com' }, 7, null, true])(
    'are none where %j is stored instead of a list',
    async (stored) => {
      await store({ addedSites: stored, managedSites: stored });
      expect(await readSites()).toEqual([]);
    },
  );

  it('leave out each entry that is none, and keep the others', async () => {
    const bad = [
      'jira',
      'http://jira.example.com',
      'javascript:alert(1)',
      'https://me:secret@jira.example.com',
      'https://jira.example.com/*',
      'https://*',
      'https://*.example.com',
      'https://jira.example.com/?a',
    ];
    await store({
      addedSites: [...bad, null, 7, {}, ['https://jira.example.com'], wiki],
      managedSites: [
        ...bad.map((url) => ({ url })),
        null,
        'https://a.test',
        { url: jira, name: 7 },
      ],
    });
    expect(await readSites()).toEqual([
      { url: jira, source: 'managed' },
      { url: wiki, source: 'added' },
    ]);
  });
});

describe('a person', () => {
  it('adds one once, and removes it', async () => {
    await addSite(jira);
    await addSite(wiki);
    await addSite(jira);
    await removeSite(wiki);
    expect(await readSites()).toEqual([{ url: jira, source: 'added' }]);
  });

  it('cannot remove what the policy sets', async () => {
    await store({ managedSites: [{ url: jira }] });
    await removeSite(jira);
    expect(await readSites()).toEqual([{ url: jira, source: 'managed' }]);
  });
});

it('watchers hear of sites, of nothing else, and nothing after the end', async () => {
  const onChange = vi.fn();
  const end = new AbortController();
  watchSites(onChange, end.signal);
  await store({ other: 1 });
  expect(onChange).not.toHaveBeenCalled();
  await addSite(jira);
  await store({ managedSites: [] });
  expect(onChange).toHaveBeenCalledTimes(2);
  end.abort();
  await addSite(wiki);
  expect(onChange).toHaveBeenCalledTimes(2);
});
