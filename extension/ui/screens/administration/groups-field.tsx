import { useId, useMemo, useRef } from 'preact/hooks';
import { t } from '../../../i18n.ts';
import { FieldWarnings } from '../../components/bound-field.tsx';
import { Chip } from '../../components/chip.tsx';
import { Help } from '../../components/field.tsx';
import { Picker } from '../../components/picker.tsx';
import { failureText } from '../../failure-text.ts';
import { createGroupSearch } from '../../state/administration/group-search.ts';
import type { PolicyDraft } from '../../state/administration/policy-draft.ts';
import { useStore } from '../use-store.ts';
import { usePolicyField } from './use-policy-field.ts';

interface GroupsProps {
  field: 'manageGroups' | 'readOnlyGroups';
  groups: readonly string[];
}

/** Groups alone. */
export function GroupsOf({ field, groups }: GroupsProps) {
  const { label, help, problem, warnings, change } = usePolicyField(field);
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <Groups label={label} groups={groups} onChange={(next) => change({ [field]: next })} />
      <Help help={help} problem={problem} />
      <FieldWarnings texts={warnings} />
    </fieldset>
  );
}

/** Everyone, or groups. */
export function CreatorsField({ value }: { value: PolicyDraft['createGroups'] }) {
  const { label, help, problem, warnings, change } = usePolicyField('createGroups');
  const name = useId();
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {[false, true].map((isSet) => (
        <div key={String(isSet)} class="option">
          <label>
            <input
              type="radio"
              name={name}
              checked={value.isSet === isSet}
              onChange={() => change({ createGroups: { ...value, isSet } })}
            />
            {t(isSet ? 'policy.members' : 'policy.everyone')}
          </label>
        </div>
      ))}
      {value.isSet && (
        <Groups
          label={label}
          groups={value.groups}
          onChange={(groups) => change({ createGroups: { isSet: true, groups } })}
        />
      )}
      <Help help={help} problem={problem} />
      <FieldWarnings texts={warnings} />
    </fieldset>
  );
}

interface ListProps {
  label: string;
  groups: readonly string[];
  onChange: (groups: readonly string[]) => void;
}

/** Groups as chips, and a search that adds more. Backspace in the empty field takes the last one back. */
function Groups({ label, groups, onChange }: ListProps) {
  const { call, site, session } = useStore();
  const search = useMemo(() => createGroupSearch(call), [call]);
  const frame = useRef<HTMLDivElement>(null);
  const state = search.state.value;

  function pick(group: string) {
    search.clear();
    onChange(groups.includes(group) ? without(group) : [...groups, group]);
  }

  const without = (group: string) => groups.filter((other) => other !== group);

  /** The chip goes, and with it the button that had the focus. */
  function remove(group: string) {
    onChange(without(group));
    frame.current?.querySelector('input')?.focus();
  }

  function removeLast(event: KeyboardEvent) {
    const last = groups.at(-1);
    const isInField = event.target instanceof HTMLInputElement;
    if (event.key === 'Backspace' && isInField && search.text.value === '' && last) remove(last);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key comes from the field inside.
    <div ref={frame} class="people" onKeyDown={removeLast}>
      {groups.length > 0 && (
        <span class="chips">
          {groups.map((group) => (
            <Chip key={group} name={group} title={group} onRemove={() => remove(group)} />
          ))}
        </span>
      )}
      <Picker
        kind="groups"
        label={t('policy.addGroup', { field: label })}
        text={search.text.value}
        placeholder={t('policy.groupHint')}
        options={
          state.kind === 'found'
            ? state.found.map((group) => ({
                key: group,
                content: <span>{group}</span>,
                isChosen: groups.includes(group),
              }))
            : undefined
        }
        isSearching={state.kind === 'searching'}
        onText={search.type}
        onPick={pick}
      />
      {state.kind === 'failed' && (
        <span class="problem" role="alert">
          {failureText(state.failure, new URL(site).host, session.product.value).title}
        </span>
      )}
    </div>
  );
}
