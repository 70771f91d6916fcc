import type { FoundUser } from '../../../shared/contract/user.ts';
import { UserPicker, type UserPickerProps } from '../components/user-picker.tsx';
import { failureText } from '../failure-text.ts';
import type { UserSearch } from '../state/user-search.ts';
import { useStore } from './use-store.ts';

type Handed = 'label' | 'placeholder' | 'ids' | 'hasAutofocus' | 'chosen' | 'onPick';

/** A user picker joined to a search. */
export function UserSearchField({
  search,
  ...props
}: { search: UserSearch } & Pick<UserPickerProps, Handed>) {
  const { site, session } = useStore();
  const { origin, host } = new URL(site);
  const state = search.state.value;

  /** Pictures of the site alone: others would tell a third party who is looked at. */
  function pictureOf({ avatarUrl }: FoundUser) {
    const isOwn =
      avatarUrl !== null && URL.canParse(avatarUrl) && new URL(avatarUrl).origin === origin;
    return isOwn ? avatarUrl : undefined;
  }

  return (
    <>
      <UserPicker
        {...props}
        text={search.text.value}
        users={state.kind === 'found' ? state.found : undefined}
        isSearching={state.kind === 'searching'}
        pictureOf={pictureOf}
        onText={search.type}
      />
      {state.kind === 'failed' && (
        <span class="problem" role="alert">
          {failureText(state.failure, host, session.product.value).title}
        </span>
      )}
    </>
  );
}
