import { batch, signal } from '@preact/signals';
import type { Failure, Result } from '../../api.ts';

export type SearchState<Found> =
  | { kind: 'idle' | 'searching' }
  | { kind: 'found'; found: readonly Found[] }
  | { kind: 'failed'; failure: Failure };

const typingPauseMs = 200;

/** Finds things while somebody types; an answer that newer typing overtook is dropped. */
export function createSearch<Found>(find: (q: string) => Promise<Result<readonly Found[]>>) {
  const text = signal('');
  const state = signal<SearchState<Found>>({ kind: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;

  function type(typed: string): void {
    const isEmpty = typed.trim() === '';
    batch(() => {
      text.value = typed;
      if (isEmpty) state.value = { kind: 'idle' };
      else if (state.value.kind !== 'found') state.value = { kind: 'searching' };
    });
    clearTimeout(timer);
    if (!isEmpty) timer = setTimeout(() => void ask(typed), typingPauseMs);
  }

  async function ask(typed: string): Promise<void> {
    const answer = await find(typed.trim());
    if (text.value !== typed) return;
    state.value = answer.ok
      ? { kind: 'found', found: answer.value }
      : { kind: 'failed', failure: answer.failure };
  }

  return { text, state, type, clear: () => type('') };
}

export type Search<Found> = ReturnType<typeof createSearch<Found>>;
