import { expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { dayMs } from '../../../shared/lifetime.ts';
import { writeMemory } from './memory.ts';
import { reminderAlarm, scheduleReminders } from './schedule.ts';

const now = Date.parse('2026-11-23T10:14:00Z');
const minuteMs = 60_000;
const next = async () => (await browser.alarms.get(reminderAlarm))?.scheduledTime;
const lookedAt = (at: number) => writeMemory({ lookedAt: at, sites: {} });

it('looks soon after the installation, and once a day from then on', async () => {
  await scheduleReminders(now);
  expect(await next()).toBe(now + minuteMs);
  expect((await browser.alarms.get(reminderAlarm))?.periodInMinutes).toBe(24 * 60);
});

it('looks soon where the day came while the browser was closed', async () => {
  await lookedAt(now - 9 * dayMs);
  await scheduleReminders(now);
  expect(await next()).toBe(now + minuteMs);
});

it('looks a day after the last look, however often the browser starts', async () => {
  await lookedAt(now - dayMs / 3);
  await scheduleReminders(now);
  expect(await next()).toBe(now + (2 / 3) * dayMs);
});

it('leaves the alarm alone that is there', async () => {
  await browser.alarms.create(reminderAlarm, { when: now + 5 });
  await scheduleReminders(now);
  expect(await next()).toBe(now + 5);
});

it('is not put off by a clock that was wrong', async () => {
  await lookedAt(now + 900 * dayMs);
  await scheduleReminders(now);
  expect(await next()).toBe(now + dayMs);
});
