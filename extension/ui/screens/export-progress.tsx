import type { ReadonlySignal } from '@preact/signals';
import { plural, t } from '../../i18n.ts';
import type { ExportState } from '../state/csv-export.ts';
import { Failed } from './failed.tsx';

export interface ExportProgressProps {
  exporting: { state: ReadonlySignal<ExportState>; retry: () => void; cancel: () => void };
  label: string;
  /** Whose words count what is exported. */
  words: 'csv' | 'audit';
  /** Its buttons are gone, the focus must go on. */
  onEnd: () => void;
}

/** How far an export is, in a corner; or why it stopped, and what to do. */
export function ExportProgress({ exporting, label, words, onEnd }: ExportProgressProps) {
  const { value } = exporting.state;
  return (
    <div class="export">
      <span class="unseen" role="status">
        {value.kind === 'running' && t('csv.running')}
      </span>
      {value.kind !== 'idle' && (
        <section class="flag" aria-label={label}>
          {value.kind === 'running' ? (
            <span class="grow">{plural(`${words}.progress`, value.count)}</span>
          ) : (
            <div>
              <Failed failure={value.failure} />
              <p class="subtlest">{plural(`${words}.stopped`, value.count)}</p>
            </div>
          )}
          {value.kind === 'failed' && (
            <button type="button" class="button" onClick={exporting.retry}>
              {t('failure.retry')}
            </button>
          )}
          <button
            type="button"
            class="button subtle"
            onClick={() => {
              exporting.cancel();
              onEnd();
            }}
          >
            {t('csv.cancel')}
          </button>
        </section>
      )}
    </div>
  );
}
