import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { addSite, readSites } from '../../../configured-sites.ts';
import { fakePermissions } from '../../../fake-permissions.ts';
import { readReminderSettings } from '../../../reminder-settings.ts';
import type { SiteUrl } from '../../../sites.ts';
import { session } from '../fake-worker.ts';
import { OptionsPage } from './options-page.tsx';

const jira = 'https://example.com/jira';
const host = 'https://example.com/*';
const problem = (status: number, code: string) =>
  Response.json({ type: '', title: '', status, code, detail: '', requestId: '' }, { status });

let permissions: ReturnType<typeof fakePermissions>;
/** What answers at which address; everything else is the product's own 404. */
let answers: Record<string, () => Response>;
const fetch = vi.fn(async (input: string | URL | Request) => {
  const answer = answers[String(input).replace('/_postern/api/v1', '')];
  return answer?.() ?? new Response('<html>', { status: 404 });
});

beforeEach(() => {
  permissions = fakePermissions();
  answers = {
    [`${jira}/site`]: () =>
      Response.json({
        service: 'postern',
        version: '0.1.0',
        site: { id: 'jira', product: 'jira', name: 'Team Jira', url: jira },
      }),
    [`${jira}/session`]: () => Response.json(session()),
  };
  vi.stubGlobal('fetch', fetch.mockClear());
  Object.assign(browser.runtime, { getManifest: () => ({ version: '1.2.3' }) });
});

const button = (name: string) => screen.getByRole('button', { name });
const address = () => screen.getByRole('textbox', { name: 'Address' });
/** What stands below the field, and is read out with it. */
const said = () =>
  document.getElementById(address().getAttribute('aria-describedby') ?? '')?.textContent;
const site = async (name: string) =>
  (await screen.findByRole('heading', { name: new RegExp(name), level: 3 })).closest(
    'li',
  ) as HTMLElement;

async function typeAddress(text: string) {
  render(<OptionsPage />);
  fireEvent.input(address(), { target: { value: text } });
  fireEvent.click(button('Add site'));
}

describe('adding a site', () => {
  it("takes any page's address, asks for the host, and finds who is logged in", async () => {
    await typeAddress('https://example.com/jira/browse/DEMO-1?a=b');
    const item = await site('Team Jira');
    await within(item).findByText('Logged in as Alice Ångström');
    expect(item.textContent).toContain('example.com/jira');
    expect(permissions.asked).toEqual([host]);
    expect(await readSites()).toEqual([{ url: jira, source: 'added' }]);
    await screen.findByText('Team Jira is added. Its profile menu has the link now.');
    expect(address()).toHaveProperty('value', '');
  });

  it.each([
    ['', 'Paste an address.'],
    ['http://jira.example.com', 'The address must begin with https'],
    ['my jira', 'This is no address.'],
  ])('says what is wrong with %j before it asks for anything', async (text, message) => {
    await typeAddress(text);
    await waitFor(() => expect(said()).toContain(message));
    expect(address().getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(address());
    expect(permissions.asked).toEqual([]);
    fireEvent.input(address(), { target: { value: 'x' } });
    await waitFor(() => expect(said()).toContain('Paste the address of any page'));
  });

  it('gives the permission back where no Postern Worker answers', async () => {
    answers = {};
    await typeAddress(`${jira}/secure/Dashboard.jspa`);
    await waitFor(() => expect(said()).toContain('No Postern Worker answers'));
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([
      `${jira}/secure/Dashboard.jspa/_postern/api/v1/site`,
      `${jira}/secure/_postern/api/v1/site`,
      `${jira}/_postern/api/v1/site`,
      'https://example.com/_postern/api/v1/site',
    ]);
    expect(permissions.granted.size).toBe(0);
    expect(await readSites()).toEqual([]);
  });

  it('takes no page for a Worker that is none', async () => {
    answers[`${jira}/site`] = () => Response.json({ service: 'postern' });
    await typeAddress(jira);
    await waitFor(() => expect(said()).toContain('No Postern Worker answers'));
    expect(await readSites()).toEqual([]);
  });

  it('does nothing where the person does not allow it', async () => {
    permissions.allows = false;
    await typeAddress(jira);
    await waitFor(() => expect(said()).toContain("browser's permission"));
    expect(fetch).not.toHaveBeenCalled();
  });

  it('says so where the site is there already', async () => {
    await addSite(jira as SiteUrl);
    await typeAddress(`${jira}/browse/X-1`);
    await waitFor(() => expect(said()).toContain('in the list already'));
    expect(permissions.granted.has(host)).toBe(true);
  });
});

describe('a site in the list', () => {
  async function list() {
    await addSite(jira as SiteUrl);
    render(<OptionsPage />);
    return screen.findByRole('listitem');
  }

  it('goes, with its permission', async () => {
    permissions.granted.add(host);
    await list();
    fireEvent.click(button('Remove example.com/jira'));
    await screen.findByText('example.com/jira is removed.');
    await waitFor(() => expect(screen.queryByRole('listitem')).toBeNull());
    expect(await readSites()).toEqual([]);
    expect(permissions.granted.size).toBe(0);
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Sites' }));
  });

  it('asks for its permission where that is missing', async () => {
    const item = await list();
    await within(item).findByText(/keeps this extension away from example.com/);
    fireEvent.click(within(item).getByRole('button', { name: 'Allow access to example.com' }));
    await within(item).findByText('Logged in as Alice Ångström');
    expect(permissions.asked).toEqual([host]);
  });

  it('offers the login where nobody is logged in, and sees when somebody is', async () => {
    permissions.granted.add(host);
    answers[`${jira}/session`] = () => problem(401, 'unauthenticated');
    const item = await list();
    const link = await within(item).findByRole('link', { name: 'Log in to Jira' });
    expect(link.getAttribute('href')).toBe('https://example.com/jira/login.jsp');
    answers[`${jira}/session`] = () => Response.json(session());
    fireEvent.focus(window);
    await within(item).findByText('Logged in as Alice Ångström');
  });

  it.each([
    ['Postern does not answer here', () => new Response('<html>')],
    ['Postern is not available at the moment', () => problem(503, 'unavailable')],
    [
      'The site cannot be reached',
      () => {
        throw new TypeError('offline');
      },
    ],
  ])('says: %s', async (text, answer) => {
    permissions.granted.add(host);
    answers = { [`${jira}/session`]: answer };
    await within(await list()).findByText(`${text}.`);
  });

  it('is locked where the policy sets it, and says why', async () => {
    await browser.storage.local.set({ managedSites: [{ url: jira, name: 'Company Jira' }] });
    render(<OptionsPage />);
    const item = await site('Company Jira');
    expect(item.textContent).toContain('Set by your organisation');
    expect(within(item).queryByRole('button', { name: /Remove/ })).toBeNull();
  });

  it('comes by itself when the policy sets it', async () => {
    render(<OptionsPage />);
    await screen.findByText('There is none yet.');
    await browser.storage.local.set({ managedSites: [{ url: jira }] });
    await site('example.com');
  });
});

describe('reminders', () => {
  const box = (name: string) => screen.getByRole('checkbox', { name }) as HTMLInputElement;

  it('are kept at once', async () => {
    render(<OptionsPage />);
    expect(box('14 days before').checked).toBe(true);
    fireEvent.click(box('7 days before'));
    fireEvent.click(box('14 days before'));
    await waitFor(async () =>
      expect(await readReminderSettings()).toEqual({ isOn: true, days: [7, 3, 1] }),
    );
  });

  it('can be switched off', async () => {
    render(<OptionsPage />);
    fireEvent.click(box('Remind me before my tokens end'));
    await waitFor(() =>
      expect(screen.getByRole('group', { name: 'When' })).toHaveProperty('disabled', true),
    );
    expect(await readReminderSettings()).toHaveProperty('isOn', false);
  });

  it('keep one of their days', async () => {
    await browser.storage.local.set({ reminderSettings: { isOn: true, days: [3] } });
    render(<OptionsPage />);
    await waitFor(() => expect(box('3 days before').disabled).toBe(true));
    expect(box('14 days before').disabled).toBe(false);
  });
});
