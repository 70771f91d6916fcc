import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

export interface ModalProps {
  title: string;
  role?: 'dialog' | 'alertdialog';
  /** Said with the title by a screen reader. */
  about?: ComponentChildren;
  /** Escape; the owner decides whether the dialog really goes. */
  onDismiss: () => void;
  children: ComponentChildren;
}

/** As `ref` of a field that may come into a dialog that is open already: `autofocus` is looked for at its opening alone. */
export function focusInOpenDialog(field: HTMLElement | null) {
  if (field?.closest('dialog')?.open) field.focus();
}

/** A modal dialog while it is drawn. Focus goes to `[autofocus]`, and back to where it was at the end. */
export function Modal({ title, role = 'dialog', about, onDismiss, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const opener = document.activeElement;
    const { current } = dialog;
    current?.showModal();
    current?.querySelector<HTMLElement>('[autofocus]')?.focus();
    return () => {
      current?.close();
      // What opened it may go in the same breath: only then is it known where the focus is left.
      setTimeout(() => restoreFocus(opener));
    };
  }, []);

  function dismiss(event: Event) {
    event.preventDefault();
    onDismiss();
  }

  return (
    <dialog
      ref={dialog}
      role={role}
      class="modal"
      aria-labelledby={`${id}-title`}
      aria-describedby={about ? `${id}-about` : undefined}
      onCancel={dismiss}
      // Chromium closes on a second Escape without asking (close watcher); taking the key keeps the question ours.
      onKeyDown={(event) => event.key === 'Escape' && dismiss(event)}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {about && (
        <p id={`${id}-about`} class="subtlest">
          {about}
        </p>
      )}
      {children}
    </dialog>
  );
}

/** The button of an empty list has gone with the first token; the one above the table is its successor. */
function restoreFocus(opener: Element | null): void {
  if (document.activeElement !== document.body) return;
  const target = opener?.isConnected ? opener : document.querySelector('main .button.primary');
  if (target instanceof HTMLElement) target.focus();
}
