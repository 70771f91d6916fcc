import { signal } from '@preact/signals';
import { type ActAsCheck, checkActAs } from '../../../../shared/contract/act-as.ts';
import type { Failure } from '../../../api.ts';
import type { Store } from '../store.ts';

export type SelfTestState =
  | { kind: 'idle' | 'running' }
  | { kind: 'done'; check: ActAsCheck }
  | { kind: 'failed'; failure: Failure };

/** Asks the origin as the caller, in the way tokens are used. */
export function createSelfTest({ call }: Pick<Store, 'call'>) {
  const state = signal<SelfTestState>({ kind: 'idle' });

  async function run(): Promise<void> {
    if (state.value.kind === 'running') return;
    state.value = { kind: 'running' };
    const answer = await call(checkActAs, {});
    state.value = answer.ok
      ? { kind: 'done', check: answer.value }
      : { kind: 'failed', failure: answer.failure };
  }

  return { state, run };
}
