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
  let generation = 0;
  const isDirty = computed(() => {
    const { value } = state;
    return value.kind === 'ready' && !isSame(value.draft, draftOf(value.stored));
  });

  async function load(): Promise<void> {
    const mine = ++generation;
    if (state.value.kind !== 'ready') state.value = { kind: 'loading' };
    const answer = await read();
    // Asked before something was saved, or asked anew: it says what was.
    if (mine !== generation) return;
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

  /** `sent` is the form as it was sent off: what somebody has edited since is not saved, and stays. */
  function saved(stored: Stored, sent: Draft): void {
    generation++;
    const { value } = state;
    const draft = value.kind === 'ready' ? value.draft : sent;
    state.value = { kind: 'ready', stored, draft: merge(sent, draft, draftOf(stored)) };
  }

  function discard(): void {
    const { value } = state;
    if (value.kind === 'ready')
      state.value = { kind: 'ready', stored: value.stored, draft: draftOf(value.stored) };
  }

  return { state, isDirty, load, edit, discard, saved };
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
