import { browser } from 'wxt/browser';
import { dayMs } from '../../../shared/lifetime.ts';
import { readMemory } from './memory.ts';

export const reminderAlarm = 'reminders';
/** A browser that has just started has better things to do. */
const firstMs = 60_000;

/** Sees to it that there is a next look: a day after the last one, soon where that day has come while the browser was closed. */
export async function scheduleReminders(now: number): Promise<void> {
  if (await browser.alarms.get(reminderAlarm)) return;
  const { lookedAt } = await readMemory();
  const when = Math.max(now + firstMs, Math.min(lookedAt, now) + dayMs);
  await browser.alarms.create(reminderAlarm, { when, periodInMinutes: dayMs / 60_000 });
}
