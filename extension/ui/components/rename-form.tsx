import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n.ts';

export interface RenameFormProps {
  description: string;
  onSave: (description: string) => Promise<string | undefined>;
  onEnd: () => void;
}

/** A description being changed where it stands: Enter saves, Escape leaves it as it was. */
export function RenameForm({ description, onSave, onEnd }: RenameFormProps) {
  const [text, setText] = useState(description);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  useLayoutEffect(() => {
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
    if (text.trim() === description) return end();
    setBusy(true);
    const failed = await onSave(text);
    setBusy(false);
    if (failed === undefined) end();
    else setProblem(failed);
  }

  return (
    <form class="rename" onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && end()}>
      <input
        ref={field}
        type="text"
        value={text}
        aria-label={t('token.description')}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && id}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" disabled={isBusy}>
        {t('rename.save')}
      </button>
      <button type="button" class="button subtle" onClick={end}>
        {t('rename.cancel')}
      </button>
      {problem && (
        <p id={id} class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
