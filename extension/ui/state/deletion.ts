import { batch, signal } from '@preact/signals';
import { deleteTokens } from '../../../shared/contract/manager.ts';
import type { Token } from '../../../shared/contract/token.ts';
import { deleteToken, leftAtOriginHeader } from '../../../shared/contract/token-changes.ts';
import { type Failure, isGone } from '../../api.ts';
import { plural, t } from '../../i18n.ts';
import type { Store } from './store.ts';

/** `left`: native tokens that the product keeps behind deleted ones. */
type Outcome = { kind: 'done'; count: number; left: number } | { kind: 'failed'; failure: Failure };

type Joined = Pick<Store, 'call' | 'isOwn' | 'announce' | 'dropped' | 'refresh' | 'wishFor'>;

/** Deleting one token or several, from the question to the answer; made with its dialog, gone with it. */
export function createDeletion(store: Joined, tokens: readonly Token[]) {
  const isBusy = signal(false);
  const failure = signal<Failure | undefined>(undefined);

  async function confirm(): Promise<void> {
    if (isBusy.value) return;
    batch(() => {
      isBusy.value = true;
      failure.value = undefined;
    });
    const outcome = await remove(store, tokens);
    batch(() => {
      isBusy.value = false;
      if (outcome.kind === 'failed') failure.value = outcome.failure;
      else finish(outcome);
    });
  }

  function finish({ count, left }: Outcome & { kind: 'done' }): void {
    store.wishFor(undefined);
    store.dropped(new Set(tokens.map(({ id }) => id)));
    const kind = count > 0 ? 'done' : 'note';
    store.announce(textOf(tokens, count, left), left > 0 ? 'request' : kind);
    // Somebody else was here meanwhile: who knows what else has changed.
    if (count < tokens.length) store.refresh();
  }

  return {
    isBusy,
    failure,
    confirm,
    cancel: () => {
      if (!isBusy.value) store.wishFor(undefined);
    },
  };
}

/** Tokens of others go by the manager's call also one by one: it says what the product keeps of them. */
async function remove({ call, isOwn }: Joined, tokens: readonly Token[]): Promise<Outcome> {
  const [token] = tokens;
  if (token && tokens.length === 1 && isOwn(token)) {
    const answer = await call(deleteToken, { id: token.id });
    if (answer.ok) {
      return { kind: 'done', count: 1, left: answer.headers.has(leftAtOriginHeader) ? 1 : 0 };
    }
    const { failure } = answer;
    return isGone(failure) ? { kind: 'done', count: 0, left: 0 } : { kind: 'failed', failure };
  }
  const answer = await call(deleteTokens, { body: { ids: tokens.map(({ id }) => id) } });
  if (!answer.ok) return { kind: 'failed', failure: answer.failure };
  const { deleted, leftAtOrigin } = answer.value;
  return { kind: 'done', count: deleted, left: leftAtOrigin };
}

function textOf(tokens: readonly Token[], count: number, left: number): string {
  const [token] = tokens;
  if (!token || tokens.length > 1) {
    return plural('delete.doneMany', count) + goneText(tokens.length - count) + leftText(left);
  }
  const { description } = token;
  if (count === 0) return t('delete.gone', { description });
  return t('delete.done', { description }) + leftText(left);
}

function goneText(gone: number): string {
  return gone > 0 ? ` ${plural('delete.goneMany', gone)}` : '';
}

function leftText(left: number): string {
  return left > 0 ? ` ${plural('delete.left', left)}` : '';
}
