import { plural, t } from '../../../i18n.ts';
import { WarningIcon } from '../../components/icons.tsx';
import { Modal } from '../../components/modal.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { changesOf, effectTexts, fieldText, takesAway, warningText } from '../../policy-text.ts';
import type { Review } from '../../state/administration/policy-editor.ts';
import { Failed } from '../failed.tsx';
import { useAdministration } from './use-administration.ts';

/** What a saving changes, what it does to tokens, and what speaks against it, before it is done. */
export function PolicyReview({ review }: { review: Review }) {
  const { policy } = useAdministration();
  const { before, after, preview } = review;
  const isHarm = takesAway(preview.effects, before, after);
  const isBusy = policy.isBusy.value;
  return (
    <Modal
      title={t('policy.review.title')}
      role={isHarm ? 'alertdialog' : 'dialog'}
      onDismiss={policy.close}
    >
      <h3>{t('policy.review.changes')}</h3>
      <ul class="changes">
        {changesOf(before, after).map(({ field, ...values }) => (
          <li key={field}>
            <b>{fieldText(field)}</b> {t('administration.changedTo', values)}
          </li>
        ))}
      </ul>
      <h3>{t('policy.review.effects')}</h3>
      <Effects review={review} />
      {preview.warnings.length > 0 && <Warnings review={review} />}
      {policy.failure.value && <Failed failure={policy.failure.value} />}
      <SlowHint isWaiting={isBusy} />
      <footer>
        <button
          type="button"
          class="button subtle"
          autofocus={isHarm}
          aria-disabled={isBusy}
          onClick={policy.close}
        >
          {t('policy.review.cancel')}
        </button>
        <button
          type="button"
          class={isHarm ? 'button danger' : 'button primary'}
          autofocus={!isHarm}
          aria-disabled={isBusy}
          onClick={() => void policy.save()}
        >
          {t(preview.warnings.length > 0 ? 'policy.review.confirmAnyway' : 'policy.review.confirm')}
        </button>
      </footer>
    </Modal>
  );
}

function Effects({ review: { before, after, preview } }: { review: Review }) {
  const { effects, complete } = preview;
  const lines = effectTexts(effects);
  if (before.passwords === 'allow' && after.passwords === 'block')
    lines.unshift({ text: t('policy.review.blocksPasswords'), isHarm: true });
  return (
    <>
      {lines.length === 0 ? (
        <p>{plural('policy.review.nothing', effects.live)}</p>
      ) : (
        <ul class="effects">
          {lines.map(({ text, isHarm }) => (
            <li key={text} class={isHarm ? 'harm' : undefined}>
              {text}
            </li>
          ))}
        </ul>
      )}
      <p class="subtlest">
        {lines.length > 0 && plural('policy.review.of', effects.live)}{' '}
        {!complete && t('policy.review.atLeast')}
      </p>
    </>
  );
}

function Warnings({ review: { preview } }: { review: Review }) {
  return (
    <div class="note warning">
      <WarningIcon />
      <div>
        <strong>{t('policy.review.warnings')}</strong>
        <ul>
          {preview.warnings.map((warning) => (
            <li key={warning.code + warning.group}>{warningText(warning)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
