import { dayMs } from '../../shared/lifetime.ts';
import type { House } from '../assemble.ts';
import { createNightProgress } from '../db/night-progress.ts';
import { createReminderStore } from '../db/reminders.ts';
import { maxToldTokens } from '../domain/announcement.ts';
import { textOf } from '../domain/announcement-text.ts';
import { remindersSince } from '../domain/reminders.ts';
import type { Site } from '../env.ts';

/**
 * Where the operator bound Cloudflare's email: one message a night and site to the addresses of the configuration, about tokens
 * that have come within 14, 3 or 1 days of their end since the last one. None where there are none. One that cannot be sent
 * is made again the next night, with what has come to it; one that was sent in a night that was then cut off comes twice.
 */
export async function mailExpiring(house: House, site: Site): Promise<void> {
  const { email, settings, db, now } = house;
  if (!email || !settings.email) return;
  const progress = createNightProgress(db, site.id);
  const store = createReminderStore(db, site.id, now);
  const until = now();
  const since = Number((await progress.read('mail')) ?? until - dayMs);
  const { maxLifetimeDays } = await house.readPolicy(site);

  const paragraphs: string[] = [];
  let total = 0;
  for (const reminder of remindersSince(since, maxLifetimeDays, until)) {
    const { days } = reminder;
    const { tokens, count } = await store.findEnding(reminder, maxToldTokens);
    const data = { by: null, days, tokens, count };
    if (count > 0) paragraphs.push(textOf({ event: 'token.expiring', at: until, data }, site.name));
    total += count;
  }
  if (total > 0) {
    const what = total === 1 ? 'An API token ends' : `${total} API tokens end`;
    const subject = `${site.name}: ${what} soon`.replace(/\p{Cc}/gu, ' ');
    const text = `${paragraphs.join('\n\n')}\n\n${site.url}\n`;
    await email.send({ ...settings.email, subject, text });
  }
  await progress.write('mail', String(until));
}
