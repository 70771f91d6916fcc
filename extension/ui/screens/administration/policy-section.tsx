import { useEffect, useRef } from 'preact/hooks';
import type { PolicyRecord } from '../../../../shared/contract/policy-changes.ts';
import { t } from '../../../i18n.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { changesOf, fieldText } from '../../policy-text.ts';
import { draftOfPolicy, type PolicyDraft } from '../../state/administration/policy-draft.ts';
import { Failed } from '../failed.tsx';
import { useSession } from '../use-store.ts';
import { EditedHead } from './edited-head.tsx';
import { Overtaken } from './overtaken.tsx';
import { PolicyForm } from './policy-form.tsx';
import { PolicyReview } from './policy-review.tsx';
import { useAdministration } from './use-administration.ts';

/** The policy of this site, as a form. */
export function PolicySection() {
  const { policy } = useAdministration();
  const { site } = useSession();
  const form = useRef<HTMLDivElement>(null);
  const state = policy.state.value;
  useEffect(() => void policy.load(), [policy]);

  /** The first field that is wrong, once it is drawn as such. */
  function look() {
    if (policy.look()) return;
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(),
    );
  }

  if (state.kind === 'failed')
    return <Failed failure={state.failure} layout="page" onRetry={policy.load} />;
  if (state.kind !== 'ready') return <Skeleton />;
  const { stored, draft, overtaken } = state;
  const isReviewing = policy.review.value !== undefined;
  return (
    <div ref={form}>
      <EditedHead
        title={t('policy.title')}
        about={t('policy.about', { site: site.name })}
        stored={stored}
        neverSaved={t('policy.neverSaved')}
        isDirty={policy.isDirty.value}
        isBusy={policy.isBusy.value}
        saveLabel={t('administration.save')}
        onSave={look}
        onDiscard={policy.reset}
      />
      {overtaken && <PolicyOvertaken {...overtaken} draft={draft} />}
      {!isReviewing && policy.failure.value && <Failed failure={policy.failure.value} />}
      {!isReviewing && <SlowHint isWaiting={policy.isBusy.value} />}
      <PolicyForm draft={draft} />
      {policy.review.value && <PolicyReview review={policy.review.value} />}
    </div>
  );
}

interface PolicyOvertakenProps {
  before: PolicyRecord;
  after: PolicyRecord;
  draft: PolicyDraft;
}

function PolicyOvertaken({ before, after, draft }: PolicyOvertakenProps) {
  const theirs = draftOfPolicy(after.policy);
  const changes = changesOf(before.policy, after.policy).map(({ field, ...values }) => ({
    ...values,
    label: fieldText(field),
    isMineToo: JSON.stringify(draft[field]) !== JSON.stringify(theirs[field]),
  }));
  return <Overtaken name={after.updatedBy?.displayName} changes={changes} />;
}
