import { expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { readSites } from '../configured-sites.ts';
import { copyManagedSites } from './managed-sites.ts';

const says = (sites: unknown) =>
  Object.assign(browser.storage.managed, { get: async () => ({ sites }) });

it('copies what the policy says, leaving out what is no site', async () => {
  says([{ url: 'https://jira.example.com/', name: 'Jira' }, { url: 'http://evil.test' }, 'x']);
  await copyManagedSites();
  expect(await readSites()).toEqual([
    { url: 'https://jira.example.com', source: 'managed', name: 'Jira' },
  ]);
});

it('takes them away when the policy does', async () => {
  says([{ url: 'https://jira.example.com' }]);
  await copyManagedSites();
  says(undefined);
  await copyManagedSites();
  expect(await readSites()).toEqual([]);
});

it('writes nothing where nothing has changed', async () => {
  says([{ url: 'https://jira.example.com' }]);
  await copyManagedSites();
  const set = vi.spyOn(browser.storage.local, 'set');
  await copyManagedSites();
  expect(set).not.toHaveBeenCalled();
});

it('finds none where there is no policy, which Firefox says by an error', async () => {
  const get = () => Promise.reject(new Error('Managed storage manifest not found'));
  Object.assign(browser.storage.managed, { get });
  await copyManagedSites();
  expect(await readSites()).toEqual([]);
});
