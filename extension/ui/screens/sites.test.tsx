import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import type { ConfiguredSite } from '../../configured-sites.ts';
import { fakePermissions } from '../../fake-permissions.ts';
import type { SiteUrl } from '../../sites.ts';
import { App } from './app.tsx';
import { createFakeStore, session, token } from './fake-worker.ts';
import { NoAccess } from './no-access.tsx';
import { SiteChooser } from './site-chooser.tsx';

const jira = 'https://jira.example.com' as SiteUrl;
const wiki = 'https://example.com/wiki' as SiteUrl;
const both: ConfiguredSite[] = [
  { url: jira, source: 'built-in' },
  { url: wiki, source: 'managed', name: 'Company Wiki' },
];
const openOptionsPage = vi.fn();

beforeEach(async () => {
  Object.assign(browser.runtime, { openOptionsPage: openOptionsPage.mockReset() });
  history.replaceState(null, '', '?theme=dark');
  await browser.storage.local.set({ [`facts:${jira}`]: { product: 'jira', name: 'Team Jira' } });
});

describe('without a site, the popup', () => {
  it('lists them by name, address and product', async () => {
    render(<SiteChooser sites={both} />);
    const link = await screen.findByRole('link', { name: /Team Jira/ });
    expect(link.textContent).toBe('Team Jira Jirajira.example.com');
    expect(link.getAttribute('href')).toBe('?site=https%3A%2F%2Fjira.example.com&theme=dark');
    expect(screen.getByRole('link', { name: /Company Wiki/ }).textContent).toContain(
      'example.com/wiki',
    );
  });

  it('leads to the settings where there is none', async () => {
    render(<SiteChooser sites={[]} />);
    screen.getByRole('heading', { name: 'No site is set up' });
    fireEvent.click(screen.getByRole('button', { name: 'Add a site' }));
    expect(openOptionsPage).toHaveBeenCalledOnce();
  });
});

describe('the head of the popup', () => {
  const answers = { 'GET /session': session(), 'GET /tokens': { tokens: [], nextCursor: null } };

  it('names its site, where there is no other', async () => {
    render(<App store={createFakeStore(answers).store} sites={both.slice(0, 1)} />);
    await screen.findByText('jira.example.com');
    expect(screen.queryByRole('button', { name: 'jira.example.com' })).toBeNull();
  });

  it('leads to the others, where there are some', async () => {
    render(<App store={createFakeStore(answers).store} sites={both} />);
    const list = await screen.findByRole('navigation', { name: 'Switch site', hidden: true });
    expect(screen.getByRole('button', { name: 'jira.example.com' })).toHaveProperty(
      'popoverTargetElement',
    );
    fireEvent(list, Object.assign(new Event('toggle'), { newState: 'open' }));
    const other = await within(list).findByRole('link', { name: /Company Wiki/, hidden: true });
    expect(other.getAttribute('aria-current')).toBeNull();
    const here = within(list).getByRole('link', { name: /Team Jira/, hidden: true });
    expect(here.getAttribute('aria-current')).toBe('page');
  });
});

describe('where the browser keeps the extension away', () => {
  it('the popup asks for that host, and begins anew', async () => {
    const permissions = fakePermissions();
    const reload = vi.spyOn(location, 'reload').mockReturnValue(undefined);
    render(<NoAccess site={wiki} />);
    permissions.allows = false;
    fireEvent.click(screen.getByRole('button', { name: 'Allow access to example.com' }));
    await screen.findByText(/still keeps it away/);
    permissions.allows = true;
    fireEvent.click(screen.getByRole('button', { name: 'Allow access to example.com' }));
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect(permissions.asked).toEqual(['https://example.com/*', 'https://example.com/*']);
  });
});

describe('a token that the address names', () => {
  const page = (ids: string[], nextCursor: string | null) => ({
    tokens: ids.map((id) => token({ id, description: `Token ${id}` })),
    nextCursor,
  });
  const row = (id: string) => screen.getByRole('row', { name: new RegExp(`Token ${id}`) });

  function open(id: string) {
    history.replaceState(null, '', `?site=x&token=${id}`);
    const { store } = createFakeStore({
      'GET /session': session(),
      'GET /tokens': ({ query }: { query?: { cursor?: string } }) =>
        query?.cursor === 'more' ? page(['c'], null) : page(['a', 'b'], 'more'),
    });
    render(<App store={store} />);
  }

  it('is focused and marked, once', async () => {
    open('b');
    await waitFor(() => expect(document.activeElement).toBe(row('b')));
    expect(row('b').hasAttribute('data-marked')).toBe(true);
    expect(location.search).toBe('?site=x');
  });

  it('is looked for on the next pages', async () => {
    open('c');
    await waitFor(() => expect(document.activeElement).toBe(row('c')));
  });

  it('that is gone is nowhere, and no more in the address', async () => {
    open('gone');
    await waitFor(() => expect(location.search).toBe('?site=x'));
    expect(document.querySelector('[data-marked]')).toBeNull();
  });
});
