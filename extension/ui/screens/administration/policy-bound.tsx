import { t } from '../../../i18n.ts';
import { BoundField } from '../../components/bound-field.tsx';
import type { Bound, BoundField as BoundName } from '../../state/administration/policy-draft.ts';
import { usePolicyField } from './use-policy-field.ts';

/** A number of the policy, or none. */
export function PolicyBound({ field, value }: { field: BoundName; value: Bound }) {
  const { label, help, problem, warnings, change } = usePolicyField(field);
  const isCount = field === 'maxTokensPerUser';
  return (
    <BoundField
      legend={label}
      before={t(`policy.set.${field}`)}
      unit={t(`policy.units.${field}`)}
      numberLabel={t(isCount ? 'policy.tokensOf' : 'policy.daysOf', { field: label })}
      noneLabel={t(`policy.none.${field}`)}
      value={value}
      help={help}
      problem={problem}
      warnings={warnings}
      onChange={(bound) => change({ [field]: bound })}
    />
  );
}
