import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n.ts';

const slowMs = 4000;

/** After some seconds of waiting: that it takes longer, and goes on. Read out as well; the region is there before its text. */
export function SlowHint({ isWaiting = true }: { isWaiting?: boolean }) {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  return (
    <p class="slow" role="status">
      {isSlow && t('app.slow')}
    </p>
  );
}
