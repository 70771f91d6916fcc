import type { House } from '../assemble.ts';
import { createReminderStore } from '../db/reminders.ts';
import { maxToldTokens } from '../domain/announcement.ts';
import { remindersDue } from '../domain/reminders.ts';
import type { Site } from '../env.ts';
import type { Budget } from './budget.ts';

/** A night tells of so many tokens at each distance; the cron of every few minutes sends that long before the next one. */
const maxTokens = 50 * maxToldTokens;

/** Tells the webhook of tokens that end within 14, 3 or 1 days, of each at each distance once. */
export async function remind(house: House, site: Site, budget: Budget): Promise<void> {
  const store = createReminderStore(house.db, site.id, house.now);
  if (!(await store.isWanted())) return;
  const { maxLifetimeDays } = await house.readPolicy(site);
  for (const reminder of remindersDue(maxLifetimeDays, house.now())) {
    const due = await store.find(reminder, maxTokens);
    for (let first = 0; first < due.length && budget.take(2); first += maxToldTokens)
      await store.tell(due.slice(first, first + maxToldTokens), reminder);
  }
}
