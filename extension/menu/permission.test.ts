import { describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import type { SiteUrl } from '../sites.ts';
import { mayUseTokens } from './permission.ts';

const site = 'https://jira.example.com' as SiteUrl;
const can = { createOwn: false, manageOthers: false, administer: false };

function setUp(answer: () => Promise<Response>) {
  const fetch = vi.fn(answer);
  let now = 1_000_000;
  return {
    fetch,
    later: (ms: number) => {
      now += ms;
    },
    ask: (viewer?: string) =>
      mayUseTokens(site, viewer, {
        fetch,
        storage: browser.storage.local,
        now: () => now,
        version: '1.2.3',
      }),
  };
}

const says = (allowed: Partial<typeof can>) => () =>
  Promise.resolve(Response.json({ can: { ...can, ...allowed } }));

describe('mayUseTokens', () => {
  it('asks the Worker of the site, naming the client', async () => {
    const { ask, fetch } = setUp(says({ createOwn: true }));
    expect(await ask('alice')).toBe(true);
    const [url, request] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(url).toBe('https://jira.example.com/_postern/api/v1/session');
    expect(request.headers).toEqual({ 'X-Postern-Client': 'postern/1.2.3' });
  });

  it('remembers the answer for an hour, for each person', async () => {
    const { ask, fetch, later } = setUp(says({}));
    expect(await ask('alice')).toBe(false);
    later(3_599_000);
    expect(await ask('alice')).toBe(false);
    expect(fetch).toHaveBeenCalledTimes(1);
    await ask('bob');
    expect(fetch).toHaveBeenCalledTimes(2);
    later(2000);
    await ask('alice');
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('remembers nothing of a person whose name the page does not tell', async () => {
    const { ask, fetch } = setUp(says({}));
    await ask();
    await ask();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['no network', () => Promise.reject(new TypeError('failed'))],
    ['no Worker', () => Promise.resolve(new Response('<html>', { status: 404 }))],
    ['something else', () => Promise.resolve(new Response('<html>'))],
  ])('lets the link stay where there is %s', async (_, answer) => {
    const { ask, fetch } = setUp(answer);
    expect(await ask('alice')).toBe(true);
    await ask('alice');
    expect(fetch).toHaveBeenCalledTimes(2);
  });
});
