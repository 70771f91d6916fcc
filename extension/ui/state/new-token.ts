import { signal } from '@preact/signals';
import { type CreatedToken, createToken } from '../../../shared/contract/token-changes.ts';
import type { Person } from '../../../shared/contract/user.ts';
import type { Call, Failure } from '../../api.ts';
import {
  type Draft,
  emptyDraft,
  expiryOf,
  problemsOf,
  rangesOf,
  type TokenPolicy,
} from './draft.ts';

/** The way of one new token. The secret lives in the last step alone and goes with it. */
export type NewTokenStep =
  | {
      kind: 'form';
      forOthers: boolean;
      draft: Draft;
      tried: boolean;
      isBusy: boolean;
      failure?: Failure;
    }
  | { kind: 'created'; forOthers: boolean; draft: Draft; created: CreatedToken };

export interface NewTokenOptions {
  call: Call;
  now: () => number;
  onCreated: (created: CreatedToken) => void;
}

export function createNewToken({ call, now, onCreated }: NewTokenOptions) {
  const step = signal<NewTokenStep | undefined>(undefined);

  function begin(owner: Person | undefined, policy: TokenPolicy): void {
    const forOthers = owner === undefined;
    step.value = {
      kind: 'form',
      forOthers,
      draft: emptyDraft(owner, forOthers ? { ...policy, forcedScope: null } : policy, now()),
      tried: false,
      isBusy: false,
    };
  }

  function edit(change: Partial<Draft>): void {
    const { value } = step;
    if (value?.kind === 'form') step.value = { ...value, draft: { ...value.draft, ...change } };
  }

  async function submit(policy: TokenPolicy): Promise<void> {
    const { value } = step;
    if (value?.kind !== 'form' || value.isBusy) return;
    const { draft, forOthers } = value;
    const { failure: _, ...rest } = { ...value, tried: true };
    const isReady = Object.keys(problemsOf(draft, policy, now())).length === 0;
    step.value = { ...rest, isBusy: isReady };
    if (!isReady) return;
    const answer = await call(createToken, { body: bodyOf(draft, forOthers) });
    if (answer.ok) {
      step.value = { kind: 'created', forOthers, draft, created: answer.value };
      onCreated(answer.value);
    } else if (step.value?.kind === 'form') {
      step.value = { ...rest, isBusy: false, failure: answer.failure };
    }
  }

  function bodyOf({ owner, description, expiry, scope, ranges }: Draft, forOthers: boolean) {
    const expiresAt = expiryOf(expiry, now()) ?? null;
    const ipRanges = rangesOf(ranges);
    return {
      description,
      scope,
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      ...(ipRanges.length > 0 && { ipRanges }),
      ...(forOthers && owner && { owner: owner.key }),
    };
  }

  /** Back to the form with the same wishes, for one more token. */
  function again(): void {
    const { value } = step;
    if (value?.kind !== 'created') return;
    const { draft, forOthers } = value;
    step.value = { kind: 'form', forOthers, draft, tried: false, isBusy: false };
  }

  function close(): void {
    if (step.value?.kind !== 'form' || !step.value.isBusy) step.value = undefined;
  }

  return { step, begin, edit, submit, again, close };
}

export type NewTokenSlice = ReturnType<typeof createNewToken>;
