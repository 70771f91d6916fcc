import { signal } from '@preact/signals';
import type { AnsweredPolicy, Policy } from '../../../../shared/contract/policy.ts';
import {
  getPolicy,
  type PolicyPreview,
  type PolicyRecord,
  type PolicyWarning,
  previewPolicy,
  savePolicy,
} from '../../../../shared/contract/policy-changes.ts';
import type { Failure } from '../../../api.ts';
import { t } from '../../../i18n.ts';
import type { Store } from '../store.ts';
import { createEdited } from './edited.ts';
import { draftOfPolicy, type PolicyDraft, policyOf, policyProblems } from './policy-draft.ts';

/** What a saving would do, while somebody thinks about it. */
export interface Review {
  before: AnsweredPolicy;
  after: AnsweredPolicy;
  /** What `before` was: what somebody else saves while this one is thought about is not overwritten. */
  version: number;
  /** The form as it was then; it may have gone on while the answer was on its way. */
  draft: PolicyDraft;
  preview: PolicyPreview;
}

type Joined = Pick<Store, 'call' | 'announce' | 'refresh' | 'session'>;

/** The policy of the site in its form: edited, looked at for what it would do, saved. */
export function createPolicyEditor({ call, announce, refresh, session }: Joined) {
  const { state, isDirty, load, edit, discard, saved } = createEdited<PolicyRecord, PolicyDraft>({
    read: () => call(getPolicy, {}),
    draftOf: ({ policy }) => draftOfPolicy(policy),
  });
  const review = signal<Review | undefined>(undefined);
  const isBusy = signal(false);
  const failure = signal<Failure | undefined>(undefined);
  /** Somebody has pressed the button: what is missing is said too. */
  const tried = signal(false);
  /** What the last look spoke of, field by field, until the field is changed. */
  const warnings = signal<readonly PolicyWarning[]>([]);

  function change(changes: Partial<PolicyDraft>): void {
    edit(changes);
    warnings.value = warnings.value.filter(({ field }) => !(field in changes));
  }

  /** One thing at a time; a failure stays until the next try. */
  async function busily(work: () => Promise<Failure | undefined>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = undefined;
    failure.value = await work();
    isBusy.value = false;
  }

  /** Asks what the draft would do; the dialog opens with the answer. False: a field is wrong. */
  function look(): boolean {
    const { value } = state;
    tried.value = true;
    if (value.kind !== 'ready' || Object.keys(policyProblems(value.draft)).length > 0) return false;
    const { draft, stored } = value;
    const [before, after] = [stored.policy, policyOf(draft, stored.policy)];
    void busily(async () => {
      const answer = await call(previewPolicy, { body: { policy: sent(after) } });
      if (!answer.ok) return answer.failure;
      warnings.value = answer.value.warnings;
      review.value = { before, after, version: stored.version, draft, preview: answer.value };
      return undefined;
    });
    return true;
  }

  function save(): Promise<void> {
    return busily(async () => {
      if (!review.value) return undefined;
      const { after, version, draft } = review.value;
      const answer = await call(savePolicy, { body: { policy: sent(after), version } });
      if (answer.ok) {
        finish(answer.value, draft);
        return undefined;
      }
      if (!isConflict(answer.failure)) return answer.failure;
      // What was looked at is not what would be saved now.
      review.value = undefined;
      await load();
      return undefined;
    });
  }

  function finish(record: PolicyRecord, draft: PolicyDraft): void {
    review.value = undefined;
    tried.value = false;
    saved(record, draft);
    announce(t('policy.saved', { version: record.version }));
    // The tokens on screen may end at other times now, and the form of a new one has other bounds.
    refresh();
    void session.load();
  }

  function close(): void {
    if (isBusy.value) return;
    review.value = undefined;
    failure.value = undefined;
  }

  function reset(): void {
    discard();
    tried.value = false;
    warnings.value = [];
    failure.value = undefined;
  }

  return {
    state,
    isDirty,
    review,
    isBusy,
    failure,
    tried,
    warnings,
    load,
    change,
    look,
    save,
    close,
    reset,
  };
}

/** What a newer Worker named goes back as it is named. */
function sent(policy: AnsweredPolicy): Policy {
  return policy as Policy;
}

export type PolicyEditor = ReturnType<typeof createPolicyEditor>;

export function isConflict(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.code === 'conflict';
}
