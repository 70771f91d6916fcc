import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Failure, Result } from '../../api.ts';

export type ListState =
  | { kind: 'idle' | 'loading' | 'ready' }
  | { kind: 'failed'; failure: Failure };

export interface Page<Item> {
  items: readonly Item[];
  nextCursor: string | null;
}

export interface PagesOptions<Item> {
  /** Undefined: the first page. */
  fetchPage: (cursor: string | undefined) => Promise<Result<Page<Item>>>;
  /** The first page is there, with everything that comes with it. */
  onLoaded?: () => void;
  /** The Worker does not go on from where a page ended: the list begins anew. */
  onBeginAgain?: (() => void) | undefined;
}

/** A list that comes page by page. */
export function createPages<Item>({ fetchPage, onLoaded, onBeginAgain }: PagesOptions<Item>) {
  const items = signal<readonly Item[]>([]);
  const state = signal<ListState>({ kind: 'idle' });
  const nextCursor = signal<string | null>(null);
  const moreFailure = signal<Failure | undefined>(undefined);
  const isLoading = signal(false);
  const isLoadingMore = signal(false);
  let generation = 0;

  /** Begins at the first page; rows on screen stay until the answer is there. An answer that a newer question overtook is dropped. */
  async function load(): Promise<void> {
    const mine = ++generation;
    isLoading.value = true;
    if (state.value.kind !== 'ready') state.value = { kind: 'loading' };
    const page = await fetchPage(undefined);
    if (mine !== generation) return;
    batch(() => {
      isLoading.value = false;
      isLoadingMore.value = false;
      moreFailure.value = undefined;
      state.value = page.ok ? { kind: 'ready' } : { kind: 'failed', failure: page.failure };
      items.value = page.ok ? page.value.items : [];
      nextCursor.value = page.ok ? page.value.nextCursor : null;
      onLoaded?.();
    });
  }

  async function loadMore(): Promise<void> {
    const cursor = nextCursor.value;
    // What is asked anew has another next page: this one's rows would stand behind rows that they do not follow.
    if (cursor === null || isLoading.value || isLoadingMore.value) return;
    const mine = generation;
    isLoadingMore.value = true;
    const page = await fetchPage(cursor);
    if (mine !== generation) return;
    if (!page.ok && isRefused(page.failure)) {
      onBeginAgain?.();
      return load();
    }
    batch(() => {
      isLoadingMore.value = false;
      moreFailure.value = page.ok ? undefined : page.failure;
      if (!page.ok) return;
      items.value = [...items.value, ...page.value.items];
      nextCursor.value = page.value.nextCursor;
    });
  }

  /** Those that `keep` answers for; where none is left on screen, those that come next. */
  function filter(keep: (item: Item) => boolean): void {
    items.value = items.value.filter(keep);
    if (items.value.length > 0 || nextCursor.value === null) return;
    state.value = { kind: 'loading' };
    void load();
  }

  function map(change: (item: Item) => Item): void {
    items.value = items.value.map(change);
  }

  const hasMore: ReadonlySignal<string | null> = nextCursor;
  return {
    items,
    state,
    hasMore,
    moreFailure,
    isLoading,
    isLoadingMore,
    load,
    loadMore,
    filter,
    map,
  };
}

/** What is the same whatever is listed. */
export type AnyPages = Pick<
  ReturnType<typeof createPages<unknown>>,
  | 'items'
  | 'state'
  | 'hasMore'
  | 'moreFailure'
  | 'isLoading'
  | 'isLoadingMore'
  | 'load'
  | 'loadMore'
>;

/** What the Worker says of a cursor that it did not make for this question. */
function isRefused(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.code === 'invalid_request';
}
