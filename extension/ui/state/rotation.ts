import { signal } from '@preact/signals';
import {
  defaultGraceSeconds,
  type RotatedToken,
  rotateToken,
} from '../../../shared/contract/rotation.ts';
import type { Session } from '../../../shared/contract/session.ts';
import type { Token } from '../../../shared/contract/token.ts';
import { initialLength } from '../../../shared/days.ts';
import { dayMs } from '../../../shared/lifetime.ts';
import { type Failure, isGone } from '../../api.ts';
import { t } from '../../i18n.ts';
import { fullTime } from '../dates.ts';
import { type ExpiryChoice, expiryOf, expiryProblem, type TokenPolicy } from './draft.ts';
import type { Store } from './store.ts';

export interface RotationWish {
  graceSeconds: number;
  expiry: ExpiryChoice;
}

/** The way of one rotation. The secret lives in the last step alone and goes with it. */
export type RotationStep =
  | { kind: 'form'; wish: RotationWish; tried: boolean; isBusy: boolean; failure?: Failure }
  | { kind: 'rotated'; rotated: RotatedToken };

type Joined = Pick<
  Store,
  'call' | 'now' | 'session' | 'announce' | 'replaced' | 'dropped' | 'refresh' | 'wishFor'
>;

/** What one dialog holds; made with it, gone with it. */
export function createRotation(store: Joined, token: Token, first: Session) {
  const { call, now } = store;
  const lifetimeDays = lifetimeOf(token);
  const step = signal<RotationStep>(
    formOf({ graceSeconds: defaultGraceSeconds, expiry: asLongAgain() }),
  );

  /** As of this moment, with the lifetime that the token was given as the one to begin with. */
  function policy(): TokenPolicy {
    const { value } = store.session.state;
    const session = value.kind === 'ready' ? value.session : first;
    return { ...session.policy, defaultLifetimeDays: lifetimeDays };
  }

  function asLongAgain(): ExpiryChoice {
    if (token.expiresAt === null && policy().maxLifetimeDays === null) return { kind: 'never' };
    const length = initialLength(policy(), now());
    return length ? { kind: 'length', length } : { kind: 'length', length: aDay };
  }

  function edit(change: Partial<RotationWish>): void {
    const { value } = step;
    if (value.kind === 'form') step.value = { ...value, wish: { ...value.wish, ...change } };
  }

  /** When the old token ends at the latest, if the rotation happens now. */
  function previousEnd({ graceSeconds }: RotationWish): number {
    const end = token.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(token.expiresAt);
    return Math.min(now() + graceSeconds * 1000, end);
  }

  async function submit(): Promise<void> {
    const { value } = step;
    if (value.kind !== 'form' || value.isBusy) return;
    const { wish } = value;
    const isReady = expiryProblem(wish.expiry, policy(), now()) === undefined;
    step.value = { ...formOf(wish), tried: true, isBusy: isReady };
    if (!isReady) return;
    const { graceSeconds } = wish;
    const expiresAt = instantOf(expiryOf(wish.expiry, policy(), now()) ?? null);
    const answer = await call(rotateToken, { id: token.id, body: { graceSeconds, expiresAt } });
    if (answer.ok) finish(answer.value, graceSeconds);
    else if (isGone(answer.failure)) leave();
    else fail(wish, answer.failure);
  }

  function finish(rotated: RotatedToken, graceSeconds: number): void {
    step.value = { kind: 'rotated', rotated };
    const { description, expiresAt } = rotated.previous;
    const when = expiresAt === null ? '' : fullTime(Date.parse(expiresAt));
    store.announce(
      t(graceSeconds > 0 ? 'rotation.done' : 'rotation.doneAtOnce', { description, when }),
    );
    store.replaced(rotated.previous);
    store.refresh();
  }

  function fail(wish: RotationWish, failure: Failure): void {
    step.value = { ...formOf(wish), tried: true, failure };
    // Nobody knows whether it was done, or somebody else did it; the list does.
    const isKnown = failure.kind === 'problem' && failure.code === 'conflict';
    if (failure.kind === 'timeout' || isKnown) store.refresh();
  }

  function leave(): void {
    store.wishFor(undefined);
    store.dropped(new Set([token.id]));
    store.announce(t('delete.gone', { description: token.description }), 'note');
  }

  function close(): void {
    if (step.value.kind !== 'form' || !step.value.isBusy) store.wishFor(undefined);
  }

  return { step, policy, edit, previousEnd, submit, close };
}

const aDay = { count: 1, unit: 'day' } as const;

/** Days that a token was given; null: for ever. */
function lifetimeOf({ createdAt, expiresAt }: Token): number | null {
  if (expiresAt === null) return null;
  return Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / dayMs));
}

function instantOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

function formOf(wish: RotationWish) {
  return { kind: 'form', wish, tried: false, isBusy: false } as const;
}
