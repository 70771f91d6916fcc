import Combobox from '@github/combobox-nav';
import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plural, t } from '../../i18n.ts';
import { CheckIcon } from './icons.tsx';
import { focusInOpenDialog } from './modal.tsx';

export interface PickerOption {
  key: string;
  content: ComponentChildren;
  isChosen: boolean;
}

/** What is looked for, in the words of the status and of an empty answer. */
export type PickerKind = 'users' | 'groups';

export interface PickerProps {
  kind: PickerKind;
  label: string;
  text: string;
  /** Undefined while nothing is asked; the answer to an older text stays until the new one is there. */
  options: readonly PickerOption[] | undefined;
  isSearching: boolean;
  placeholder?: string | undefined;
  ids?: { id: string; 'aria-describedby': string; 'aria-invalid': boolean } | undefined;
  hasAutofocus?: boolean | undefined;
  onText: (text: string) => void;
  onPick: (key: string) => void;
}

/** A text field that finds things and offers them below (ARIA combobox pattern: arrows, Enter, Escape). */
export function Picker(props: PickerProps) {
  const { kind, label, text, options, isSearching, placeholder, ids, hasAutofocus } = props;
  const { onText, onPick } = props;
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const isShown = isOpen && text.trim() !== '' && options !== undefined;

  useCombobox(field, list, isShown, options);
  useLayoutEffect(() => {
    if (hasAutofocus) focusInOpenDialog(field.current);
  }, [hasAutofocus]);

  function pick(event: Event) {
    const picked = (event.target as HTMLElement).dataset.key;
    if (picked === undefined) return;
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
        hidden={!isShown || options.length === 0}
        // A press must not take the focus from the field, or the list would be gone before the click.
        onMouseDown={(event) => event.preventDefault()}
      >
        {options?.map(({ key, content, isChosen }, at) => (
          <div
            key={key}
            // Names of groups have spaces, which an id must not.
            id={`${listId}-${at}`}
            role="option"
            data-key={key}
            tabIndex={-1}
            aria-selected={false}
          >
            {content}
            {isChosen && (
              <span class="chosen">
                <CheckIcon />
                <span class="unseen">{t('manager.chosen')}</span>
              </span>
            )}
          </div>
        ))}
      </div>
      {isShown && options.length === 0 && <p class="none">{t(`picker.${kind}.none`)}</p>}
      <span class="unseen" role="status">
        {isShown &&
          (isSearching ? t('form.searching') : plural(`picker.${kind}.found`, options.length))}
      </span>
    </div>
  );
}

/** The keyboard and the ARIA states, by combobox-nav; Enter takes the first one where none was moved to. */
function useCombobox(
  field: RefObject<HTMLInputElement | null>,
  list: RefObject<HTMLDivElement | null>,
  isShown: boolean,
  options: readonly PickerOption[] | undefined,
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
    list.current?.scrollIntoView?.({ block: 'nearest' });
    return () => combobox.current?.stop();
  }, [isShown, list]);

  useLayoutEffect(() => {
    if (isShown && options) combobox.current?.resetSelection();
  }, [isShown, options]);
}
