import { signal } from '@preact/signals';

const typingPauseMs = 250;

/** A piece of the description that a list is narrowed to; `onChange` comes when the person pauses typing, at once when they clear it. */
export function createTokenSearch(onChange: () => void) {
  const text = signal('');
  /** As the list was asked last. */
  const asked = signal('');
  let timer: ReturnType<typeof setTimeout> | undefined;

  function ask(): void {
    const wanted = text.value.trim();
    if (wanted === asked.value) return;
    asked.value = wanted;
    onChange();
  }

  function type(typed: string): void {
    text.value = typed;
    clearTimeout(timer);
    if (typed.trim() === '') ask();
    else timer = setTimeout(ask, typingPauseMs);
  }

  return { text, asked, type };
}

export type TokenSearch = ReturnType<typeof createTokenSearch>;
