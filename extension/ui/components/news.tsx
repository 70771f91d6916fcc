import { useEffect } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { CheckIcon, CrossIcon } from './icons.tsx';

const shownForMs = 8000;

/** What was just done, in the corner for a while, and read out. The region is always there: only then its changes are announced. */
export function News({ text, onDone }: { text: string | undefined; onDone: () => void }) {
  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(onDone, shownForMs);
    return () => clearTimeout(timer);
  }, [text, onDone]);

  return (
    <div class="news" role="status">
      {text !== undefined && (
        <div class="flag">
          <CheckIcon />
          <span>{text}</span>
          <button type="button" class="bare" aria-label={t('app.dismiss')} onClick={onDone}>
            <CrossIcon />
          </button>
        </div>
      )}
    </div>
  );
}
