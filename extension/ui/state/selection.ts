import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Token } from '../../../shared/contract/token.ts';

/** Most that one call deletes (shared/contract/token.ts). */
export const maxSelected = 100;

/** Which of the tokens on screen are ticked; a token that leaves the list leaves the selection. */
export function createSelection(tokens: ReadonlySignal<readonly Token[]>) {
  const ids = signal<ReadonlySet<string>>(new Set());
  const selected = computed(() => tokens.value.filter(({ id }) => ids.value.has(id)));

  function toggle(token: Token): void {
    const next = new Set(selected.value.map(({ id }) => id));
    if (!next.delete(token.id) && next.size < maxSelected) next.add(token.id);
    ids.value = next;
  }

  /** Ticks all, as far as one call reaches, or unticks them where all are ticked. */
  function toggleAll(): void {
    const all = tokens.value.slice(0, maxSelected);
    const isFull = selected.value.length >= all.length;
    ids.value = new Set(isFull ? [] : all.map(({ id }) => id));
  }

  return { selected, toggle, toggleAll };
}

export type Selection = ReturnType<typeof createSelection>;
