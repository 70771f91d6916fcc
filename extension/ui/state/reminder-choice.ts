import { signal } from '@preact/signals';
import {
  defaultReminders,
  type ReminderDays,
  type ReminderSettings,
  readReminderSettings,
  reminderDays,
  writeReminderSettings,
} from '../../reminder-settings.ts';

/** When a person wants to be reminded; each change is kept at once. */
export function createReminderChoice() {
  const settings = signal<ReminderSettings>(defaultReminders);

  async function load(): Promise<void> {
    settings.value = await readReminderSettings();
  }

  async function keep(changed: ReminderSettings): Promise<void> {
    settings.value = changed;
    await writeReminderSettings(changed);
  }

  function turn(isOn: boolean): Promise<void> {
    return keep({ ...settings.value, isOn });
  }

  /** The last one stays: without any, reminders are off, which has a switch of its own. */
  async function toggle(day: ReminderDays): Promise<void> {
    const { days } = settings.value;
    const chosen = reminderDays.filter((each) => days.includes(each) !== (each === day));
    if (chosen.length > 0) await keep({ ...settings.value, days: chosen });
  }

  return { settings, load, turn, toggle };
}

export type ReminderChoice = ReturnType<typeof createReminderChoice>;
