import { plural, t } from '../../i18n.ts';
import type { ExportState } from '../state/csv-export.ts';
import { Failed } from './failed.tsx';
import { useManager } from './use-manager.ts';

/** How far an export is, in a corner; or why it stopped, and what to do. `onEnd`: its buttons are gone, the focus must go on. */
export function ExportProgress({ onEnd }: { onEnd: () => void }) {
  const { csv } = useManager();
  const { value } = csv.state;
  return (
    <div class="export">
      <span class="unseen" role="status">
        {value.kind === 'running' && t('csv.running')}
      </span>
      {value.kind !== 'idle' && (
        <section class="flag" aria-label={t('csv.export')}>
          {value.kind === 'running' ? (
            <span class="grow">{plural('csv.progress', value.count)}</span>
          ) : (
            <Stopped {...value} />
          )}
          {value.kind === 'failed' && (
            <button type="button" class="button" onClick={csv.retry}>
              {t('failure.retry')}
            </button>
          )}
          <button
            type="button"
            class="button subtle"
            onClick={() => {
              csv.cancel();
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

function Stopped({ failure, count }: Extract<ExportState, { kind: 'failed' }>) {
  return (
    <div>
      <Failed failure={failure} />
      <p class="subtlest">{plural('csv.stopped', count)}</p>
    </div>
  );
}
