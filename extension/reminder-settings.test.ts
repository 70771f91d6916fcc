import { expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import {
  defaultReminders,
  readReminderSettings,
  writeReminderSettings,
} from './reminder-settings.ts';

it('are 14, 3 and 1 days at first', async () => {
  expect(await readReminderSettings()).toEqual({ isOn: true, days: [14, 3, 1] });
});

it('are what was written', async () => {
  await writeReminderSettings({ isOn: false, days: [30, 7] });
  expect(await readReminderSettings()).toEqual({ isOn: false, days: [30, 7] });
});

it.each([
  null,
  7,
  {},
  { isOn: 1, days: [3] },
  { isOn: true, days: [] },
  { isOn: true, days: [5000] },
])('are the first ones where %j is stored', async (stored) => {
  await browser.storage.local.set({ reminderSettings: stored });
  expect(await readReminderSettings()).toEqual(defaultReminders);
});
