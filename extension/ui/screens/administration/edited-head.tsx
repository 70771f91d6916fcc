import type { Person } from '../../../../shared/contract/user.ts';
import { t } from '../../../i18n.ts';
import { fullTime, nearTime } from '../../dates.ts';
import { useStore } from '../use-store.ts';

export interface EditedHeadProps {
  title: string;
  about: string;
  stored: { version: number; updatedAt: string | null; updatedBy: Person | null };
  /** What is said where nobody has saved anything. */
  neverSaved: string;
  isDirty: boolean;
  isBusy: boolean;
  saveLabel: string;
  onSave: () => void;
  onDiscard: () => void;
}

/** What is edited, who saved it last, and the buttons; stays in sight while the form scrolls. */
export function EditedHead(props: EditedHeadProps) {
  const { title, about, stored, neverSaved, isDirty, isBusy, saveLabel, onSave, onDiscard } = props;
  return (
    <>
      <div class="section-head sticky">
        <h2>{title}</h2>
        <span class="end">
          {isDirty && (
            <button type="button" class="button subtle" aria-disabled={isBusy} onClick={onDiscard}>
              {t('administration.discard')}
            </button>
          )}
          <button
            type="button"
            class="button primary"
            aria-disabled={!isDirty || isBusy}
            onClick={() => isDirty && onSave()}
          >
            {saveLabel}
          </button>
        </span>
      </div>
      <p class="section-about">{about}</p>
      <SavedBy stored={stored} neverSaved={neverSaved} />
    </>
  );
}

function SavedBy({ stored, neverSaved }: Pick<EditedHeadProps, 'stored' | 'neverSaved'>) {
  const { now } = useStore();
  const { version, updatedAt, updatedBy } = stored;
  if (version === 0 || updatedAt === null) return <p class="subtlest">{neverSaved}</p>;
  // Somebody wrote it past the API.
  if (!updatedBy) return <p class="subtlest">{t('administration.versionOnly', { version })}</p>;
  const at = Date.parse(updatedAt);
  const when = nearTime(at, now());
  return (
    <p class="subtlest" title={fullTime(at)}>
      {t('administration.savedBy', { version, when, name: updatedBy.displayName })}
    </p>
  );
}
