import { type AuditAction, auditActions } from '../../../shared/contract/audit.ts';
import { type MessageKey, t, worded } from '../../i18n.ts';

/** By what they are about; what is of no group belongs to the settings. */
const groups: readonly [MessageKey, (action: AuditAction) => boolean][] = [
  ['audit.groups.tokens', (action) => /^(token|owner)\./.test(action)],
  ['audit.groups.use', (action) => /^(verification|password)\./.test(action)],
  ['audit.groups.postern', (action) => /^(cleanup\.|webhook\.failed)/.test(action)],
  ['audit.groups.settings', () => true],
];

export interface ActionChoicesProps {
  chosen: readonly AuditAction[];
  onToggle: (action: AuditAction) => void;
}

/** What can be done, to be ticked. */
export function ActionChoices({ chosen, onToggle }: ActionChoicesProps) {
  return (
    <>
      {groups.map(([label], at) => (
        <fieldset key={label} class="tick-list">
          <legend>{t(label)}</legend>
          {auditActions
            .filter((action) => groups.findIndex(([, belongs]) => belongs(action)) === at)
            .map((action) => (
              <label key={action} class="choice">
                <input
                  type="checkbox"
                  checked={chosen.includes(action)}
                  onChange={() => onToggle(action)}
                />
                {t(`audit.actions.${worded(action)}`)}
              </label>
            ))}
        </fieldset>
      ))}
    </>
  );
}
