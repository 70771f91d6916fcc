import { batch, signal } from '@preact/signals';
import { deleteTokens } from '../../../shared/contract/manager.ts';
import type { Token } from '../../../shared/contract/token.ts';
import { deleteToken } from '../../../shared/contract/token-changes.ts';
import type { Call, Failure } from '../../api.ts';

export interface Deletion {
  tokens: readonly Token[];
  isBusy: boolean;
  failure?: Failure;
}

export type Deleted =
  /** `left`: native tokens that the product keeps behind deleted ones. */
  | { kind: 'one'; token: Token; left: number }
  | { kind: 'gone'; token: Token }
  /** `gone`: how many somebody else had deleted before. */
  | { kind: 'many'; count: number; gone: number; left: number };

/**
 * Deleting one token or several: asked for, confirmed, done. `onDeleted` hears which ids are no more. Tokens of others go by
 * the manager's call also one by one: it says what the product keeps of them.
 */
export function createDeletion(
  call: Call,
  isOwn: (token: Token) => boolean,
  onDeleted: (ids: ReadonlySet<string>, deleted: Deleted) => void,
) {
  const pending = signal<Deletion | undefined>(undefined);

  async function confirm(): Promise<void> {
    if (!pending.value || pending.value.isBusy) return;
    const { tokens } = pending.value;
    pending.value = { tokens, isBusy: true };
    const outcome = await remove(tokens);
    if ('kind' in outcome && outcome.kind !== 'failed') {
      batch(() => {
        pending.value = undefined;
        onDeleted(new Set(tokens.map(({ id }) => id)), outcome);
      });
    } else if (pending.value) {
      pending.value = { tokens, isBusy: false, failure: outcome.failure };
    }
  }

  async function remove(
    tokens: readonly Token[],
  ): Promise<Deleted | { kind: 'failed'; failure: Failure }> {
    const [token] = tokens;
    if (token && tokens.length === 1 && isOwn(token)) {
      const answer = await call(deleteToken, { id: token.id });
      if (answer.ok) return { kind: 'one', token, left: 0 };
      return isGone(answer.failure)
        ? { kind: 'gone', token }
        : { kind: 'failed', failure: answer.failure };
    }
    const answer = await call(deleteTokens, { body: { ids: tokens.map(({ id }) => id) } });
    if (!answer.ok) return { kind: 'failed', failure: answer.failure };
    const { deleted, leftAtOrigin: left } = answer.value;
    if (!token || tokens.length > 1) {
      return { kind: 'many', count: deleted, gone: tokens.length - deleted, left };
    }
    return deleted > 0 ? { kind: 'one', token, left } : { kind: 'gone', token };
  }

  return {
    pending,
    ask: (tokens: readonly Token[]) => {
      pending.value = { tokens, isBusy: false };
    },
    cancel: () => {
      if (!pending.value?.isBusy) pending.value = undefined;
    },
    confirm,
  };
}

export type DeletionSlice = ReturnType<typeof createDeletion>;

function isGone(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.code === 'not_found';
}
