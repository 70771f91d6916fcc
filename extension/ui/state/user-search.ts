import { batch, signal } from '@preact/signals';
import { type FoundUser, searchUsers } from '../../../shared/contract/user.ts';
import type { Call, Failure } from '../../api.ts';

export type SearchState =
  | { kind: 'idle' | 'searching' }
  | { kind: 'found'; users: readonly FoundUser[] }
  | { kind: 'failed'; failure: Failure };

const typingPauseMs = 200;

/** Finds users while somebody types; an answer that newer typing overtook is dropped. */
export function createUserSearch(call: Call) {
  const text = signal('');
  const state = signal<SearchState>({ kind: 'idle' });
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
    const answer = await call(searchUsers, { query: { q: typed.trim() } });
    if (text.value !== typed) return;
    state.value = answer.ok
      ? { kind: 'found', users: answer.value.users }
      : { kind: 'failed', failure: answer.failure };
  }

  return { text, state, type, clear: () => type('') };
}

export type UserSearch = ReturnType<typeof createUserSearch>;
