import { t } from '../../i18n.ts';
import { SlowHint } from './slow-hint.tsx';

/** Where a table will be, as high as a few of its rows, so that nothing jumps. */
export function Skeleton() {
  return (
    <div class="skeleton">
      <span class="unseen" role="status">
        {t('app.loading')}
      </span>
      {[68, 52, 60, 44].map((width) => (
        <div key={width} aria-hidden="true">
          <i style={{ width: `${width / 3}%` }} />
          <i style={{ width: '12%' }} />
          <i style={{ width: '14%' }} />
        </div>
      ))}
      <SlowHint />
    </div>
  );
}
