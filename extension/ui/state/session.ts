import { signal } from '@preact/signals';
import { isNamed } from '../../../shared/contract/openly.ts';
import { getSession, Product, type Session } from '../../../shared/contract/session.ts';
import { getSite } from '../../../shared/contract/site.ts';
import type { Call, Failure } from '../../api.ts';
import { isOlder, oldestWorker } from '../../worker-version.ts';

export type SessionState =
  | { kind: 'loading' }
  | { kind: 'ready'; session: Session }
  | { kind: 'failed'; failure: Failure };

export interface SessionOptions {
  call: Call;
  /** Somebody else is logged in now: nothing of the former person may stay. */
  onOtherPerson: () => void;
}

export function createSession({ call, onOtherPerson }: SessionOptions) {
  const state = signal<SessionState>({ kind: 'loading' });
  const product = signal<Product | undefined>(undefined);

  /** Asks anew. Once a session was there, only a new one replaces it: what went wrong is said where it is in the way. */
  async function load(): Promise<void> {
    if (state.value.kind === 'failed') state.value = { kind: 'loading' };
    const answer = await call(getSession, {});
    if (answer.ok) return take(answer.value);
    const failure = await explain(answer.failure);
    if (state.value.kind !== 'ready') state.value = { kind: 'failed', failure };
  }

  function take(session: Session): void {
    const { value } = state;
    if (value.kind === 'ready' && value.session.user.key !== session.user.key) {
      onOtherPerson();
      return;
    }
    product.value = session.site.product;
    state.value = isOlder(session.version, oldestWorker)
      ? { kind: 'failed', failure: { kind: 'other-version', version: session.version } }
      : { kind: 'ready', session };
  }

  /** What is there also says to strangers what it is: what to log in to, and its version. */
  async function explain(failure: Failure): Promise<Failure> {
    if (failure.kind !== 'logged-out' && failure.kind !== 'unreadable') return unknownSite(failure);
    const card = await call(getSite, {});
    if (!card.ok) return failure;
    const { site, version } = card.value;
    product.value = isNamed(Product, site.product) ? site.product : undefined;
    return failure.kind === 'unreadable' || isOlder(version, oldestWorker)
      ? { kind: 'other-version', version }
      : failure;
  }

  return { state, product, load };
}

export type SessionSlice = ReturnType<typeof createSession>;

/** A Worker that does not serve this address is as good as none. */
function unknownSite(failure: Failure): Failure {
  return failure.kind === 'problem' && failure.code === 'not_found'
    ? { kind: 'unreadable' }
    : failure;
}
