import type { FoundUser } from '../../../shared/contract/user.ts';
import { Avatar } from './avatar.tsx';
import { Picker, type PickerProps } from './picker.tsx';

export interface UserPickerProps extends Omit<PickerProps, 'kind' | 'options' | 'onPick'> {
  users: readonly FoundUser[] | undefined;
  /** Keys of those who are marked. */
  chosen?: ReadonlySet<string> | undefined;
  /** Pictures from elsewhere are not loaded: they would tell a third party who is looked at. */
  pictureOf: (user: FoundUser) => string | undefined;
  onPick: (user: FoundUser) => void;
}

/** Finds users, and shows them with their pictures. */
export function UserPicker({ users, chosen, pictureOf, onPick, ...picker }: UserPickerProps) {
  return (
    <Picker
      {...picker}
      kind="users"
      options={users?.map((user) => ({
        key: user.key,
        isChosen: chosen?.has(user.key) ?? false,
        content: (
          <>
            <Avatar person={user} picture={pictureOf(user)} />
            <span>
              {user.displayName}
              <small>{user.name}</small>
            </span>
          </>
        ),
      }))}
      onPick={(key) => {
        const picked = users?.find((user) => user.key === key);
        if (picked) onPick(picked);
      }}
    />
  );
}
