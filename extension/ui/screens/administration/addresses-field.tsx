import { useId, useState } from 'preact/hooks';
import { t } from '../../../i18n.ts';
import { FieldWarnings } from '../../components/bound-field.tsx';
import { Help } from '../../components/field.tsx';
import type { Bound } from '../../state/administration/policy-draft.ts';
import { useAdministration } from './use-administration.ts';
import { usePolicyField } from './use-policy-field.ts';

/** From everywhere, or from these addresses. */
export function AddressesField({ value }: { value: Bound }) {
  const { label, help, problem, warnings, change } = usePolicyField('ipRanges');
  const [wasLeft, setLeft] = useState(false);
  const id = useId();
  const { tried } = useAdministration().policy;
  // Half an address is not wrong yet.
  const shown = wasLeft || tried.value ? problem : undefined;
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="option">
        <label>
          <input
            type="radio"
            name={id}
            checked={!value.isSet}
            onChange={() => change({ ipRanges: { ...value, isSet: false } })}
          />
          {t('policy.anyAddress')}
        </label>
      </div>
      <div class="option">
        <label>
          <input
            type="radio"
            name={id}
            checked={value.isSet}
            onChange={() => change({ ipRanges: { ...value, isSet: true } })}
          />
          {t('policy.theseAddresses')}
        </label>
      </div>
      {value.isSet && (
        <>
          <textarea
            class="mono"
            rows={4}
            spellcheck={false}
            autocomplete="off"
            aria-label={t('policy.addresses')}
            aria-describedby={`${id}-help`}
            aria-invalid={shown !== undefined}
            value={value.text}
            onInput={(event) =>
              change({ ipRanges: { isSet: true, text: event.currentTarget.value } })
            }
            onBlur={() => setLeft(true)}
          />
          <Help id={`${id}-help`} help={help} problem={shown} />
        </>
      )}
      <FieldWarnings texts={warnings} />
    </fieldset>
  );
}
