import Combobox from '@github/combobox-nav';
import type { RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FoundUser } from '../../../shared/contract/user.ts';
import { plural, t } from '../../i18n.ts';
import { Avatar } from './avatar.tsx';
import { CheckIcon } from './icons.tsx';
import { focusInOpenDialog } from './modal.tsx';

export interface UserPickerProps {
  label: string;
  text: string;
  /** Undefined while nothing is asked; the answer to an older text stays until the new one is there. */
  users: readonly FoundUser[] | undefined;
  isSearching: boolean;
  placeholder?: string;
  ids?: { id: string; 'aria-describedby': string; 'aria-invalid': boolean };
  hasAutofocus?: boolean;
  /** Keys of those who are marked. */
  chosen?: ReadonlySet<string>;
  /** Pictures from elsewhere are not loaded: they would tell a third party who is looked at. */
  pictureOf: (user: FoundUser) => string | undefined;
  onText: (text: string) => void;
  onPick: (user: FoundUser) => void;
}

/** A text field that finds users and offers them below (ARIA combobox pattern: arrows, Enter, Escape). */
export function UserPicker(props: UserPickerProps) {
  const {
    label,
    text,
    users,
    isSearching,
    placeholder,
    ids,
    hasAutofocus,
    chosen,
    pictureOf,
    onText,
    onPick,
  } = props;
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const isShown = isOpen && text.trim() !== '' && users !== undefined;

  useCombobox(field, list, isShown, users);
  useLayoutEffect(() => {
    if (hasAutofocus) focusInOpenDialog(field.current);
  }, [hasAutofocus]);

  function pick(event: Event) {
    const picked = users?.find(({ key }) => key === (event.target as HTMLElement).dataset.key);
    if (!picked) return;
    setOpen(false);
    onPick(picked);
  }

  function closeOnEscape(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !isShown) return;
    event.stopPropagation();
    event.preventDefault();
    setOpen(false);
  }

  useLayoutEffect(() => {
    const { current } = list;
    current?.addEventListener('combobox-commit', pick);
    return () => current?.removeEventListener('combobox-commit', pick);
  });

  return (
    <div class="picker">
      <input
        ref={field}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-label={ids ? undefined : label}
        {...ids}
        autofocus={hasAutofocus}
        placeholder={placeholder}
        value={text}
        onInput={(event) => {
          setOpen(true);
          onText(event.currentTarget.value);
        }}
        onKeyDown={closeOnEscape}
        onBlur={() => setOpen(false)}
      />
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={label}
        hidden={!isShown || users.length === 0}
        // A press must not take the focus from the field, or the list would be gone before the click.
        onMouseDown={(event) => event.preventDefault()}
      >
        {users?.map((user) => (
          <div
            key={user.key}
            id={`${listId}-${user.key}`}
            role="option"
            data-key={user.key}
            tabIndex={-1}
            aria-selected={false}
          >
            <Avatar person={user} picture={pictureOf(user)} />
            <span>
              {user.displayName}
              <small>{user.name}</small>
            </span>
            {chosen?.has(user.key) && (
              <span class="chosen">
                <CheckIcon />
                <span class="unseen">{t('manager.chosen')}</span>
              </span>
            )}
          </div>
        ))}
      </div>
      {isShown && users.length === 0 && <p class="none">{t('form.noUsers')}</p>}
      <span class="unseen" role="status">
        {isShown && (isSearching ? t('form.searching') : plural('form.found', users.length))}
      </span>
    </div>
  );
}

/** The keyboard and the ARIA states, by combobox-nav; Enter takes the first one where none was moved to. */
function useCombobox(
  field: RefObject<HTMLInputElement | null>,
  list: RefObject<HTMLDivElement | null>,
  isShown: boolean,
  users: readonly FoundUser[] | undefined,
) {
  const combobox = useRef<Combobox>(null);

  useLayoutEffect(() => {
    if (!field.current || !list.current) return;
    const created = new Combobox(field.current, list.current, {
      tabInsertsSuggestions: false,
      firstOptionSelectionMode: 'active',
    });
    combobox.current = created;
    return () => created.destroy();
  }, [field, list]);

  useLayoutEffect(() => {
    if (!isShown) return;
    combobox.current?.start();
    return () => combobox.current?.stop();
  }, [isShown]);

  useLayoutEffect(() => {
    if (isShown && users) combobox.current?.resetSelection();
  }, [isShown, users]);
}
