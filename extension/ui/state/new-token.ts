import { signal } from '@preact/signals';
import type { Session } from '../../../shared/contract/session.ts';
import type { Scope } from '../../../shared/contract/token.ts';
import { type CreatedToken, createToken } from '../../../shared/contract/token-changes.ts';
import type { Person } from '../../../shared/contract/user.ts';
import type { Failure } from '../../api.ts';
import { type Draft, emptyDraft, expiryOf, forcedScopeOf, problemsOf, rangesOf } from './draft.ts';
import type { Store } from './store.ts';

/** The way of one new token. The secret lives in the last step alone and goes with it. */
export type NewTokenStep =
  | { kind: 'form'; draft: Draft; tried: boolean; isBusy: boolean; failure?: Failure }
  | { kind: 'created'; draft: Draft; created: CreatedToken };

/** `wishFor` ends the dialog. */
type Joined = Pick<Store, 'call' | 'now' | 'session' | 'added' | 'refresh' | 'wishFor'>;

/** What one dialog holds; made with it, gone with it. `owner` undefined: the first question is for whom. */
export function createNewToken(store: Joined, first: Session, owner: Person | undefined) {
  const { call, now } = store;
  const step = signal<NewTokenStep>(formOf(emptyDraft(owner, first.policy, now())));

  /** As of this moment: the policy may change while the form is open. */
  function session(): Session {
    const { value } = store.session.state;
    return value.kind === 'ready' ? value.session : first;
  }

  function edit(change: Partial<Draft>): void {
    const { value } = step;
    if (value.kind === 'form') step.value = { ...value, draft: { ...value.draft, ...change } };
  }

  async function submit(): Promise<void> {
    const { value } = step;
    if (value.kind !== 'form' || value.isBusy) return;
    const { draft } = value;
    const isReady = Object.keys(problemsOf(draft, session().policy, now())).length === 0;
    step.value = { ...formOf(draft), tried: true, isBusy: isReady };
    if (!isReady) return;
    const answer = await call(createToken, { body: bodyOf(draft) });
    if (answer.ok) {
      step.value = { kind: 'created', draft, created: answer.value };
      store.added(answer.value.token);
      return;
    }
    step.value = { ...formOf(draft), tried: true, failure: answer.failure };
    // Nobody knows whether it was made; the list does.
    if (answer.failure.kind === 'timeout') store.refresh();
  }

  function bodyOf({ owner, description, expiry, scope, ranges }: Draft) {
    const expiresAt = expiryOf(expiry, session().policy, now()) ?? null;
    const ipRanges = rangesOf(ranges);
    return {
      description,
      // One that a newer Worker forces goes back as it is named.
      scope: (forcedScopeOf(owner, session()) as Scope | null) ?? scope,
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      ...(ipRanges.length > 0 && { ipRanges }),
      // Also one's own key: should somebody else have logged in meanwhile, nothing is made in their name.
      ...(owner && { owner: owner.key }),
    };
  }

  /** Back to the form with the same wishes, for one more token. */
  function again(): void {
    step.value = formOf(step.value.draft);
  }

  function close(): void {
    if (step.value.kind !== 'form' || !step.value.isBusy) store.wishFor(undefined);
  }

  return { step, isForOthers: owner === undefined, edit, submit, again, close };
}

export type NewToken = ReturnType<typeof createNewToken>;

function formOf(draft: Draft) {
  return { kind: 'form', draft, tried: false, isBusy: false } as const;
}
