import { t } from '../../i18n.ts';
import { Help } from '../components/field.tsx';
import { type Choice, RadioGroup } from '../components/radio-group.tsx';
import { scopeText } from '../scope-text.ts';
import { type Draft, forcedScopeOf } from '../state/draft.ts';
import { useNewToken } from './use-new-token.ts';
import { useSession } from './use-store.ts';

const scopes = ['read', 'write'] as const;

/** What the token may do; where the policy decides, both are shown, with the reason why one cannot be chosen. */
export function ScopeField({ draft }: { draft: Draft }) {
  const newToken = useNewToken();
  const forced = forcedScopeOf(draft.owner, useSession());
  const choices = scopes.map(
    (scope): Choice => ({
      id: scope,
      label: t(`scope.${scope}`),
      about: t(`scope.${scope}About`),
      isDisabled: forced !== null && scope !== forced,
    }),
  );
  return (
    <RadioGroup
      legend={t('form.scope')}
      layout="cards"
      selected={forced ?? draft.scope}
      choices={choices}
      onSelect={(id) => newToken.edit({ scope: id === 'write' ? 'write' : 'read' })}
    >
      {forced && <Help help={t('form.scopeForced', { scope: scopeText(forced) })} />}
    </RadioGroup>
  );
}
