import { useEffect } from 'preact/hooks';
import { t } from '../../../i18n.ts';
import { reminderDays } from '../../../reminder-settings.ts';
import { lengthText } from '../../dates.ts';
import type { ReminderChoice } from '../../state/reminder-choice.ts';

/** Whether and when to be reminded of tokens that end. */
export function ReminderSection({ choice }: { choice: ReminderChoice }) {
  const { settings, load, turn, toggle } = choice;
  useEffect(() => void load(), [load]);
  const { isOn, days } = settings.value;

  return (
    <section aria-labelledby="reminders-title">
      <h2 id="reminders-title">{t('reminders.heading')}</h2>
      <p>{t('reminders.about')}</p>
      <label class="switch-line">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ currentTarget }) => void turn(currentTarget.checked)}
        />
        {t('reminders.turnOn')}
      </label>
      <fieldset class="field" disabled={!isOn}>
        <legend>{t('reminders.when')}</legend>
        <div class="pills">
          {reminderDays.map((day) => (
            <label key={day}>
              <input
                type="checkbox"
                checked={days.includes(day)}
                // The last one stays: reminders as a whole have their own switch.
                disabled={days.length === 1 && days.includes(day)}
                onChange={() => void toggle(day)}
              />
              <span>
                {t('reminders.before', { length: lengthText({ count: day, unit: 'day' }) })}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}
