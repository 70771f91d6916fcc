import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { Token } from '../../../shared/contract/token.ts';
import { readSites } from '../../configured-sites.ts';
import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { fullDate, relativeTime } from '../../ui/dates.ts';
import { openPopup } from '../popup-window.ts';

/** A notification's id says what it is about, since the background may have slept meanwhile. A later one of a token takes its place. */
const Subject = v.tuple([v.literal('token-ends'), v.string(), v.string()]);

export async function notify(site: SiteUrl, token: Token, now: number): Promise<void> {
  const endsAt = Date.parse(token.expiresAt ?? '');
  await browser.notifications.create(JSON.stringify(['token-ends', site, token.id]), {
    type: 'basic',
    iconUrl: browser.runtime.getURL('/icon/128.png'),
    title: t('reminders.title', { when: relativeTime(endsAt, now) }),
    message: t('reminders.message', {
      description: token.description,
      host: new URL(site).host,
      date: fullDate(endsAt),
    }),
  });
}

/** A click shows the token in the popup of its site. */
export async function openFromNotification(id: string): Promise<void> {
  const subject = v.safeParse(Subject, parse(id));
  if (!subject.success) return;
  const [, url, token] = subject.output;
  const site = (await readSites()).find((each) => each.url === url);
  if (site) await openPopup({ site: site.url, theme: 'system', token });
  await browser.notifications.clear(id);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
