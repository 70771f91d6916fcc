import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n.ts';
import type { AnyPages } from '../state/pages.ts';
import { Failed } from './failed.tsx';

export interface MoreRowsProps {
  /** Where the rows are. */
  frame: { current: HTMLElement | null };
  list: Pick<AnyPages, 'hasMore' | 'moreFailure' | 'isLoading' | 'isLoadingMore' | 'loadMore'>;
  /** How many rows there are. */
  count: number;
}

/** The way to the next page, below the rows; where it takes, the focus goes on at the first new one. */
export function MoreRows({ frame, list, count }: MoreRowsProps) {
  const button = useRef<HTMLButtonElement>(null);
  const failure = list.moreFailure.value;
  const isLoading = list.isLoadingMore.value;
  /** How many rows there were when the button was pressed. */
  const before = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    if (before.current === undefined || count <= before.current) return;
    const row = frame.current?.querySelectorAll('tbody tr')[before.current];
    before.current = undefined;
    // Whoever has gone elsewhere meanwhile stays there.
    const isHere = [button.current, document.body].includes(document.activeElement as HTMLElement);
    if (isHere) row?.querySelector<HTMLElement>('input:not(:disabled), button, summary')?.focus();
  }, [count, frame]);

  function load() {
    if (list.isLoading.value) return;
    before.current = count;
    void list.loadMore();
  }

  return (
    <>
      {failure && <Failed failure={failure} />}
      {list.hasMore.value !== null && (
        <p class="more">
          {/* Not `disabled`, which would take the focus away. */}
          <button
            ref={button}
            type="button"
            class="button"
            aria-disabled={isLoading || list.isLoading.value}
            onClick={load}
          >
            {t(isLoading ? 'app.loading' : 'token.loadMore')}
          </button>
        </p>
      )}
    </>
  );
}
