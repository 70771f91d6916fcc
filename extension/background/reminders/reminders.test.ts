import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Token } from '../../../shared/contract/token.ts';
import { dayMs } from '../../../shared/lifetime.ts';
import { addSite, removeSite } from '../../configured-sites.ts';
import { fakePermissions } from '../../fake-permissions.ts';
import { writeReminderSettings } from '../../reminder-settings.ts';
import type { SiteUrl } from '../../sites.ts';
import { alice, carol, now, session, token } from '../../ui/screens/fake-worker.ts';
import { refresh, remind, restoreBadge } from './reminders.ts';

const jira = 'https://jira.example.com' as SiteUrl;
const wiki = 'https://wiki.example.com' as SiteUrl;
const hosts = ['https://jira.example.com/*', 'https://wiki.example.com/*'];

let user: typeof alice | undefined;
let tokens: Token[];
let asked: URL[];

const endsIn = (days: number, id = 't1', description = 'Nightly report') =>
  token({ id, description, expiresAt: new Date(Date.now() + days * dayMs).toISOString() });

/** The Workers of both sites: one session, and tokens in jira alone, by the asked range. */
async function answer(input: string | URL | Request): Promise<Response> {
  const url = new URL(String(input));
  asked.push(url);
  if (!user) {
    const problem = {
      type: '',
      title: '',
      status: 401,
      code: 'unauthenticated',
      detail: '',
      requestId: '',
    };
    return Response.json(problem, { status: 401 });
  }
  if (url.pathname.endsWith('/session')) return Response.json({ ...session(), user });
  const from = url.searchParams.get('expiresFrom') ?? '';
  const to = url.searchParams.get('expiresTo') ?? '';
  const inRange = tokens.filter(
    ({ expiresAt }) => expiresAt && expiresAt >= from && expiresAt < to,
  );
  return Response.json({ tokens: url.origin === jira ? inRange : [], nextCursor: null });
}

beforeEach(async () => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  user = alice;
  tokens = [];
  asked = [];
  vi.stubGlobal('fetch', vi.fn(answer));
  fakePermissions(...hosts);
  Object.assign(browser.runtime, { getManifest: () => ({ version: '1.2.3' }) });
  await addSite(jira);
  await addSite(wiki);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const notifications = async () => Object.keys(await fakeBrowser.notifications.getAll());
const badge = () => browser.action.getBadgeText({});
const later = (days: number) => vi.setSystemTime(Date.now() + days * dayMs);
const stored = async () => JSON.stringify(await browser.storage.local.get(null));

describe('the daily look', () => {
  it('asks each site for what ends soon alone', async () => {
    await remind();
    const [, list] = asked;
    expect(asked.map(({ host }) => host)).toEqual([
      'jira.example.com',
      'jira.example.com',
      'wiki.example.com',
      'wiki.example.com',
    ]);
    expect(list?.searchParams.get('expiresFrom')).toBe('2026-11-23T10:14:00.000Z');
    expect(list?.searchParams.get('expiresTo')).toBe('2026-12-07T10:14:00.001Z');
  });

  it('tells of each token that ends, and counts them on the button', async () => {
    const create = vi.spyOn(browser.notifications, 'create');
    tokens = [endsIn(13), endsIn(2, 't2', 'Release'), endsIn(20, 't3')];
    await remind();
    expect(create.mock.calls.map(([, options]) => options)).toEqual([
      expect.objectContaining({ title: 'An API token ends in 13 days' }),
      expect.objectContaining({
        title: 'An API token ends in 2 days',
        message: expect.stringContaining('“Release” on jira.example.com ends on November 25, 2026'),
      }),
    ]);
    expect(await badge()).toBe('2');
    expect(await browser.action.getTitle({})).toBe('API tokens: 2 end soon');
  });

  it('tells of one token three times in its life, also where the browser starts anew in between', async () => {
    const create = vi.spyOn(browser.notifications, 'create');
    tokens = [endsIn(20)];
    const tellings: number[] = [];
    for (let day = 0; day <= 21; day++) {
      create.mockClear();
      vi.resetModules();
      await (await import('./reminders.ts')).remind();
      if (create.mock.calls.length > 0) tellings.push(20 - day);
      later(1);
    }
    expect(tellings).toEqual([14, 3, 1]);
    expect(await badge()).toBe('');
    expect(await browser.action.getTitle({})).toBe('API tokens');
  });

  it('keeps ids and numbers, and no word of any token', async () => {
    tokens = [endsIn(2)];
    await remind();
    expect(await stored()).not.toMatch(/Nightly|pst_|Alice/);
    tokens = [];
    await remind();
    expect(await stored()).not.toContain('t1');
  });

  it('forgets nothing that it told one of two people in the same browser', async () => {
    tokens = [endsIn(10)];
    await remind();
    const create = vi.spyOn(browser.notifications, 'create');
    user = carol;
    tokens = [];
    await remind();
    expect(await badge()).toBe('');
    user = alice;
    tokens = [endsIn(9)];
    await remind();
    expect(create).not.toHaveBeenCalled();
    expect(await badge()).toBe('1');
  });

  it('does nothing where nobody is logged in', async () => {
    tokens = [endsIn(2)];
    user = undefined;
    await remind();
    expect(asked.map(({ pathname }) => pathname)).toEqual(
      Array(2).fill('/_postern/api/v1/session'),
    );
    expect(await notifications()).toEqual([]);
    user = alice;
    later(1);
    await remind();
    expect(await notifications()).toHaveLength(1);
  });

  it('does nothing where there is no network, and forgets nothing', async () => {
    tokens = [endsIn(2)];
    await remind();
    vi.mocked(fetch).mockRejectedValue(new TypeError('offline'));
    await remind();
    expect(await badge()).toBe('1');
  });

  it('asks no site that the browser keeps the extension away from', async () => {
    fakePermissions(hosts[1] ?? '');
    await remind();
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['wiki.example.com']));
  });

  it('reads on where there are more than a page', async () => {
    const page = (nextCursor: string | null, id: string) =>
      Response.json({ tokens: [endsIn(2, id)], nextCursor });
    vi.mocked(fetch).mockImplementation(async (input) => {
      const url = new URL(String(input));
      if (url.host !== 'jira.example.com') return answer(url);
      if (url.pathname.endsWith('/session')) return Response.json(session());
      return url.searchParams.get('cursor') === 'more' ? page(null, 'b') : page('more', 'a');
    });
    await remind();
    expect(await badge()).toBe('2');
  });
});

describe('switched off', () => {
  it('asks nobody, and takes the badge away', async () => {
    tokens = [endsIn(2)];
    await remind();
    await writeReminderSettings({ isOn: false, days: [14, 3, 1] });
    await refresh();
    expect(await badge()).toBe('');
    asked = [];
    await remind();
    expect(asked).toEqual([]);
  });

  it('and on again, tells of nothing twice', async () => {
    tokens = [endsIn(2)];
    await remind();
    const create = vi.spyOn(browser.notifications, 'create');
    await writeReminderSettings({ isOn: false, days: [14, 3, 1] });
    await remind();
    await writeReminderSettings({ isOn: true, days: [14, 3, 1] });
    await remind();
    expect(create).not.toHaveBeenCalled();
    expect(await badge()).toBe('1');
  });
});

describe('the badge', () => {
  it('is up to date as soon as a token is gone, and tells of nothing then', async () => {
    tokens = [endsIn(2), endsIn(5, 't2')];
    await remind();
    const create = vi.spyOn(browser.notifications, 'create');
    tokens = [endsIn(5, 't2'), endsIn(1, 't3')];
    await refresh(jira);
    expect(await badge()).toBe('2');
    tokens = [endsIn(5, 't2')];
    await refresh(jira);
    expect(await badge()).toBe('1');
    expect(create).not.toHaveBeenCalled();
    tokens = [endsIn(5, 't2'), endsIn(1, 't3')];
    await remind();
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('is no more of a site that is gone, and neither is anything in storage', async () => {
    tokens = [endsIn(2)];
    await remind();
    await removeSite(jira);
    await refresh();
    expect(await badge()).toBe('');
    expect(await stored()).not.toContain(jira);
  });

  it('is drawn again when the browser has started, without asking anybody', async () => {
    tokens = [endsIn(2)];
    await remind();
    await browser.action.setBadgeText({ text: '' });
    asked = [];
    await restoreBadge();
    expect(await badge()).toBe('1');
    expect(asked).toEqual([]);
  });

  it('is not of an address that nobody set up', async () => {
    await refresh('https://evil.test' as SiteUrl);
    expect(asked).toEqual([]);
  });
});

it('what is stored badly is as if there were nothing', async () => {
  await browser.storage.local.set({ reminders: { lookedAt: 'x', sites: [1] } });
  tokens = [endsIn(2)];
  await remind();
  expect(await badge()).toBe('1');
});
