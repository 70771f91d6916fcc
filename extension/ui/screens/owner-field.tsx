import { useMemo } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { Avatar } from '../components/avatar.tsx';
import { Field } from '../components/field.tsx';
import { problemText } from '../problem-text.ts';
import { createUserSearch } from '../state/user-search.ts';
import { ActsAs } from './acts-as.tsx';
import type { FormStep } from './new-token-form.tsx';
import { useNewToken } from './use-new-token.ts';
import { useStore } from './use-store.ts';
import { UserSearchField } from './user-search-field.tsx';

/** For whom: a search until somebody is chosen, then that person. */
export function OwnerField({ step: { draft, tried } }: { step: FormStep }) {
  const { call } = useStore();
  const newToken = useNewToken();
  const search = useMemo(() => createUserSearch(call), [call]);
  const { owner } = draft;
  if (owner) {
    return (
      <div class="owner">
        <Avatar person={owner} />
        <ActsAs draft={draft} />
        <button type="button" class="link" onClick={() => newToken.edit({ owner: undefined })}>
          {t('form.changeUser')}
        </button>
      </div>
    );
  }
  return (
    <Field
      label={t('form.user')}
      help={t('form.userHelp')}
      problem={tried ? problemText({ kind: 'owner' }) : undefined}
    >
      {(ids) => (
        <UserSearchField
          search={search}
          label={t('form.user')}
          ids={ids}
          hasAutofocus
          onPick={(user) => newToken.edit({ owner: user })}
        />
      )}
    </Field>
  );
}
