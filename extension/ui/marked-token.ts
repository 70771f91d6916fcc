import { useEffect } from 'preact/hooks';
import type { TokenList } from './state/token-list.ts';

/** The parameter of the window's address that names a token to show. */
export const tokenParameter = 'token';

/** Where the window's address names a token of the list: scrolls to its row, focuses and marks it, once, when rows are drawn. */
export function useMarkedToken({ tokens, state, hasMore, loadMore }: TokenList, isDrawn: boolean) {
  const known = tokens.value;
  const isReady = state.value.kind === 'ready' && isDrawn;
  useEffect(() => {
    const url = new URL(location.href);
    const id = url.searchParams.get(tokenParameter);
    if (id === null || !isReady) return;
    const row = [...document.querySelectorAll<HTMLElement>('[data-token]')].find(
      ({ dataset }) => dataset.token === id,
    );
    if (!row && hasMore.value !== null) return void loadMore();
    url.searchParams.delete(tokenParameter);
    history.replaceState(null, '', url);
    if (!row) return;
    row.tabIndex = -1;
    row.dataset.marked = '';
    row.focus();
    row.scrollIntoView({ block: 'center' });
  }, [known, isReady]);
}
