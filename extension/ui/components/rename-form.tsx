import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n.ts';

export interface RenameFormProps {
  description: string;
  problemOf: (text: string) => string | undefined;
  /** Whether it is saved. */
  onSave: (description: string) => Promise<boolean>;
  onEnd: () => void;
  /** Why it is not. */
  children: ComponentChildren;
}

/** A description being changed where it stands: Enter saves, Escape leaves it as it was. */
export function RenameForm({ description, problemOf, onSave, onEnd, children }: RenameFormProps) {
  const [text, setText] = useState(description);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const problem = problemOf(text);

  useLayoutEffect(() => {
    // Not every browser gives the focus to what is selected.
    field.current?.focus();
    field.current?.select();
  }, []);

  /** The button that opened the form comes back in the same row; focus with it. */
  function end() {
    const row = field.current?.closest('tr');
    onEnd();
    requestAnimationFrame(() => row?.querySelector<HTMLElement>('.actions button')?.focus());
  }

  async function save(event: Event) {
    event.preventDefault();
    if (isBusy) return;
    if (text.trim() === description) return end();
    if (problem !== undefined) return field.current?.focus();
    setBusy(true);
    const isSaved = await onSave(text);
    setBusy(false);
    if (isSaved) end();
  }

  return (
    <form class="rename" onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && end()}>
      <input
        ref={field}
        type="text"
        autocomplete="off"
        value={text}
        aria-label={t('token.description')}
        aria-invalid={problem !== undefined}
        aria-describedby={id}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" aria-disabled={isBusy}>
        {t('rename.save')}
      </button>
      <button type="button" class="button subtle" onClick={end}>
        {t('rename.cancel')}
      </button>
      <p id={id} class="problem" role="status">
        {problem}
      </p>
      {children}
    </form>
  );
}
