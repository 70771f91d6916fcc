import { computed, signal } from '@preact/signals';
import type { Failure, Result } from '../../../api.ts';

/** Something whole that several administrators may edit, and save by the version that they have read. */
interface Versioned {
  version: number;
}

export type EditedState<Stored, Draft> =
  | { kind: 'idle' | 'loading' }
  | { kind: 'failed'; failure: Failure }
  | {
      kind: 'ready';
      stored: Stored;
      draft: Draft;
      /** What somebody else has saved over the version that this draft was begun from. */
      overtaken?: { before: Stored; after: Stored };
    };

interface EditedOptions<Stored, Draft> {
  read: () => Promise<Result<Stored>>;
  draftOf: (stored: Stored) => Draft;
}

/** Nothing that a person has edited is lost but by `discard`: what others save meanwhile goes into the other fields alone. */
export function createEdited<Stored extends Versioned, Draft extends object>({
  read,
  draftOf,
}: EditedOptions<Stored, Draft>) {
  const state = signal<EditedState<Stored, Draft>>({ kind: 'idle' });
  const isDirty = computed(() => {
    const { value } = state;
    return value.kind === 'ready' && !isSame(value.draft, draftOf(value.stored));
  });

  async function load(): Promise<void> {
    if (state.value.kind !== 'ready') state.value = { kind: 'loading' };
    const answer = await read();
    if (answer.ok) take(answer.value);
    // What is there stays: an older one can still be read, and its draft be saved or not.
    else if (state.value.kind !== 'ready')
      state.value = { kind: 'failed', failure: answer.failure };
  }

  function take(stored: Stored): void {
    const { value } = state;
    if (value.kind !== 'ready' || !isDirty.value) {
      state.value = { kind: 'ready', stored, draft: draftOf(stored) };
      return;
    }
    if (value.stored.version === stored.version) {
      state.value = { ...value, stored };
      return;
    }
    const before = value.overtaken?.before ?? value.stored;
    const draft = merge(draftOf(value.stored), value.draft, draftOf(stored));
    state.value = { kind: 'ready', stored, draft, overtaken: { before, after: stored } };
  }

  function edit(change: Partial<Draft>): void {
    const { value } = state;
    if (value.kind === 'ready') state.value = { ...value, draft: { ...value.draft, ...change } };
  }

  function settle(stored: Stored): void {
    state.value = { kind: 'ready', stored, draft: draftOf(stored) };
  }

  function discard(): void {
    if (state.value.kind === 'ready') settle(state.value.stored);
  }

  return { state, isDirty, load, edit, discard, saved: settle };
}

/** Fields that somebody has changed stay theirs; the others become what they are now. */
function merge<Draft extends object>(base: Draft, mine: Draft, theirs: Draft): Draft {
  const untouched = Object.entries(theirs).filter(([name]) =>
    isSame(mine[name as keyof Draft], base[name as keyof Draft]),
  );
  return { ...mine, ...Object.fromEntries(untouched) };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
