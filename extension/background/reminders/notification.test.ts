import { beforeEach, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { addSite } from '../../configured-sites.ts';
import type { SiteUrl } from '../../sites.ts';
import { now, token } from '../../ui/screens/fake-worker.ts';
import { openPopup } from '../popup-window.ts';
import { notify, openFromNotification } from './notification.ts';

vi.mock('../popup-window.ts');

const jira = 'https://jira.example.com' as SiteUrl;
const all = async () => Object.keys(await browser.notifications.getAll());
beforeEach(() => vi.mocked(openPopup).mockReset());

it('leads to its token in the popup of its site, and goes', async () => {
  await addSite(jira);
  await notify(jira, token({ id: 'a-token' }), now);
  const [id = ''] = await all();
  await openFromNotification(id);
  expect(openPopup).toHaveBeenCalledExactlyOnceWith({
    site: jira,
    theme: 'system',
    token: 'a-token',
  });
  expect(await all()).toEqual([]);
});

it('is one for a token, the latest', async () => {
  await notify(jira, token(), now);
  await notify(jira, token(), now + 1000);
  expect(await all()).toHaveLength(1);
});

it.each(['', 'x', '{}', '[]', '["token-ends","https://evil.test","t"]', '["token-ends",7,"t"]'])(
  'leads nowhere where it says %j',
  async (id) => {
    await addSite(jira);
    await openFromNotification(id);
    expect(openPopup).not.toHaveBeenCalled();
  },
);
