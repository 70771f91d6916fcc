import { useEffect } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { CheckIcon, CrossIcon, InfoIcon } from './icons.tsx';

export interface NewsProps {
  news: { text: string; kind: 'done' | 'note' | 'request' } | undefined;
  onDone: () => void;
}

/** A moment to notice it, and what slow readers take for the text. */
const shownForMs = (text: string) => 4000 + 80 * text.length;

/** What was just done, at the foot for a while, and read out. The region is always there: only then its changes are announced. */
export function News({ news, onDone }: NewsProps) {
  useEffect(() => {
    if (!news || news.kind === 'request') return;
    const timer = setTimeout(onDone, shownForMs(news.text));
    return () => clearTimeout(timer);
  }, [news, onDone]);

  return (
    <div class="news" role="status">
      {news && (
        <p class={news.kind}>
          {news.kind === 'done' ? <CheckIcon /> : <InfoIcon />}
          <span>{news.text}</span>
          <button type="button" class="bare" aria-label={t('app.dismiss')} onClick={onDone}>
            <CrossIcon />
          </button>
        </p>
      )}
    </div>
  );
}
