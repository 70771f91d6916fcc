import * as v from 'valibot';
import { browser } from 'wxt/browser';

/** How many days before a token's end a person can be reminded of it. */
export const reminderDays = [30, 14, 7, 3, 1] as const;
export type ReminderDays = (typeof reminderDays)[number];

const ReminderSettings = v.object({
  isOn: v.boolean(),
  /** At least one, the longest first. */
  days: v.pipe(v.array(v.picklist(reminderDays)), v.minLength(1)),
});
export type ReminderSettings = v.InferOutput<typeof ReminderSettings>;

export const defaultReminders: ReminderSettings = { isOn: true, days: [14, 3, 1] };

/** In the extension's own storage; written by the options page alone. */
const item = 'reminderSettings';

export async function readReminderSettings(): Promise<ReminderSettings> {
  const { [item]: stored } = await browser.storage.local.get(item);
  return v.is(ReminderSettings, stored) ? stored : defaultReminders;
}

export async function writeReminderSettings({ isOn, days }: ReminderSettings): Promise<void> {
  await browser.storage.local.set({ [item]: { isOn, days } });
}

export function watchReminderSettings(onChange: () => void): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (item in changes) onChange();
  });
}
