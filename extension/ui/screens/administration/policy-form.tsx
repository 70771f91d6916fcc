import type { ComponentChildren } from 'preact';
import { t } from '../../../i18n.ts';
import { FieldWarnings } from '../../components/bound-field.tsx';
import { RadioGroup } from '../../components/radio-group.tsx';
import type { PolicyDraft } from '../../state/administration/policy-draft.ts';
import { useSession } from '../use-store.ts';
import { AddressesField } from './addresses-field.tsx';
import { CreatorsField, GroupsOf } from './groups-field.tsx';
import { PolicyBound } from './policy-bound.tsx';
import { usePolicyField } from './use-policy-field.ts';

/** Every field of the policy, by what it is about. */
export function PolicyForm({ draft }: { draft: PolicyDraft }) {
  return (
    <div class="form">
      <Part title={t('policy.lifetimes')}>
        <PolicyBound field="maxLifetimeDays" value={draft.maxLifetimeDays} />
        <PolicyBound field="defaultLifetimeDays" value={draft.defaultLifetimeDays} />
      </Part>
      <Part title={t('policy.people')}>
        <CreatorsField value={draft.createGroups} />
        <GroupsOf field="manageGroups" groups={draft.manageGroups} />
        <GroupsOf field="readOnlyGroups" groups={draft.readOnlyGroups} />
        <PolicyBound field="maxTokensPerUser" value={draft.maxTokensPerUser} />
      </Part>
      <Part title={t('policy.access')}>
        <Passwords value={draft.passwords} />
        <AddressesField value={draft.ipRanges} />
        <Switch field="tokensCreateTokens" isOn={draft.tokensCreateTokens} />
      </Part>
      <Part title={t('policy.records')}>
        <PolicyBound field="deleteUnusedAfterDays" value={draft.deleteUnusedAfterDays} />
        <Switch field="auditVerifications" isOn={draft.auditVerifications} />
        <PolicyBound field="auditRetentionDays" value={draft.auditRetentionDays} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Passwords({ value }: { value: PolicyDraft['passwords'] }) {
  const { label, warnings, change } = usePolicyField('passwords');
  const { product } = useSession().site;
  return (
    <RadioGroup
      legend={label}
      layout="cards"
      choices={[
        { id: 'allow', label: t('policy.allowed'), about: t('policy.allowedAbout') },
        {
          id: 'block',
          label: t('policy.blocked'),
          about: t('policy.blockedAbout', { product: t(`product.${product}`) }),
        },
      ]}
      selected={value}
      onSelect={(id) => change({ passwords: id === 'block' ? 'block' : 'allow' })}
    >
      <FieldWarnings texts={warnings} />
    </RadioGroup>
  );
}

interface SwitchProps {
  field: 'auditVerifications' | 'tokensCreateTokens';
  isOn: boolean;
}

function Switch({ field, isOn }: SwitchProps) {
  const { label, help, change } = usePolicyField(field);
  const helpId = `${field}-help`;
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby={helpId}
          onChange={(event) => change({ [field]: event.currentTarget.checked })}
        />
        <span>{label}</span>
      </label>
      <div id={helpId} class="help">
        {help}
      </div>
    </div>
  );
}
