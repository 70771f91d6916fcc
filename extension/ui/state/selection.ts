import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Token } from '../../../shared/contract/token.ts';

/** Most that one call deletes (shared/contract/manager.ts). */
export const maxSelected = 100;

/** Which of the tokens on screen are ticked; a token that leaves the list leaves the selection. */
export function createSelection(tokens: ReadonlySignal<readonly Token[]>) {
  const ids = signal<ReadonlySet<string>>(new Set());
  const selected = computed(() => tokens.value.filter(({ id }) => ids.value.has(id)));
  const isFull = computed(() => selected.value.length >= maxSelected);
  const isAll = computed(
    () =>
      isFull.value || (selected.value.length > 0 && selected.value.length === tokens.value.length),
  );
  /** From where a range goes on. */
  let last: string | undefined;

  /** Ticks or unticks a token; with `isRange` all from the one before to it become what it becomes. */
  function toggle(token: Token, isRange: boolean): void {
    const isOn = !selected.value.includes(token);
    set(isRange ? rangeTo(token) : [token], isOn);
    last = token.id;
  }

  /** Ticks all, as far as one call reaches, or unticks them. */
  function toggleAll(): void {
    set(tokens.value, !isAll.value);
  }

  /** The last one toggled first: where not all can be ticked, those next to it are. */
  function rangeTo(token: Token): readonly Token[] {
    const all = tokens.value;
    const [start, end] = [all.findIndex(({ id }) => id === last), all.indexOf(token)];
    if (start < 0) return [token];
    return start <= end ? all.slice(start, end + 1) : all.slice(end, start + 1).reverse();
  }

  function set(some: readonly Token[], isOn: boolean): void {
    const next = new Set(selected.value.map(({ id }) => id));
    for (const { id } of some) {
      if (!isOn) next.delete(id);
      else if (next.size < maxSelected) next.add(id);
    }
    ids.value = next;
  }

  return { selected, isFull, isAll, toggle, toggleAll };
}

export type Selection = ReturnType<typeof createSelection>;
