import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { CrossIcon } from './icons.tsx';

export interface FilterButtonProps {
  /** What it filters by. */
  name: string;
  /** What it is set to, in words; undefined: not set. */
  value: string | undefined;
  onClear: () => void;
  /** What can be chosen, in a popover; `close` puts the focus back on the button. */
  children: (close: () => void) => ComponentChildren;
}

/** A filter in the bar: says what it is set to, opens its choices, and is cleared by a button of its own. */
export function FilterButton({ name, value, onClear, children }: FilterButtonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  // What was typed and not applied is gone at the next opening.
  const [closings, setClosings] = useState(0);

  function close() {
    menu.current?.hidePopover();
    button.current?.focus();
  }

  function clear() {
    onClear();
    button.current?.focus();
  }

  return (
    <div class={value === undefined ? 'filter' : 'filter active'}>
      <button
        ref={button}
        type="button"
        popovertarget={id}
        aria-haspopup="dialog"
        // Its column's heading has a button of that name alone.
        aria-label={value === undefined ? t('filters.unset', { name }) : undefined}
      >
        {value === undefined ? name : t('filters.active', { name, value })}
      </button>
      {value !== undefined && (
        <button
          type="button"
          class="bare"
          aria-label={t('filters.clear', { name })}
          onClick={clear}
        >
          <CrossIcon />
        </button>
      )}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={name}
        class="choices"
        onToggle={(event) => event.newState === 'closed' && setClosings(closings + 1)}
      >
        <div key={closings}>{children(close)}</div>
      </div>
    </div>
  );
}
