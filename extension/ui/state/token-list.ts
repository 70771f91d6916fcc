import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { InputOf } from '../../../shared/contract/endpoint.ts';
import type { listAllTokens } from '../../../shared/contract/manager.ts';
import type { Token, TokenPage } from '../../../shared/contract/token.ts';
import type { Failure, Result } from '../../api.ts';

type Query = NonNullable<InputOf<typeof listAllTokens>['query']>;
export type SortKey = NonNullable<Query['sort']>;
export interface Sort {
  by: SortKey;
  order: NonNullable<Query['order']>;
}
export type PageQuery = Pick<Query, 'sort' | 'order' | 'cursor'>;
export type ListState =
  | { kind: 'idle' | 'loading' | 'ready' }
  | { kind: 'failed'; failure: Failure };

/** Columns where the newest or latest comes first; words begin with A. */
const firstOrder: Record<SortKey, Sort['order']> = {
  created: 'desc',
  lastUsed: 'desc',
  expires: 'asc',
  description: 'asc',
  owner: 'asc',
};

export const newestFirst: Sort = { by: 'created', order: 'desc' };

export interface TokenListOptions {
  fetchPage: (query: PageQuery) => Promise<Result<TokenPage>>;
  sort?: Sort;
  /** What its descriptions are searched for, at each question. */
  search?: ReadonlySignal<string>;
  /** The Worker does not go on from where a page ended: the list begins anew. */
  onBeginAgain?: () => void;
}

/** A list of tokens, page by page, in the order the Worker sorts. */
export function createTokenList(options: TokenListOptions) {
  const { fetchPage } = options;
  const tokens = signal<readonly Token[]>([]);
  const state = signal<ListState>({ kind: 'idle' });
  const sort = signal<Sort>(options.sort ?? newestFirst);
  const nextCursor = signal<string | null>(null);
  const moreFailure = signal<Failure | undefined>(undefined);
  const isLoading = signal(false);
  const isLoadingMore = signal(false);
  /** What the rows on screen were searched for. */
  const searched = signal('');
  let generation = 0;

  const order = () => ({ sort: sort.value.by, order: sort.value.order });

  /** Begins at the first page; rows on screen stay until the answer is there. An answer that a newer question overtook is dropped. */
  async function load(): Promise<void> {
    const mine = ++generation;
    const wanted = options.search?.value ?? '';
    isLoading.value = true;
    if (state.value.kind !== 'ready') state.value = { kind: 'loading' };
    const page = await fetchPage(order());
    if (mine !== generation) return;
    batch(() => {
      isLoading.value = false;
      searched.value = wanted;
      isLoadingMore.value = false;
      moreFailure.value = undefined;
      state.value = page.ok ? { kind: 'ready' } : { kind: 'failed', failure: page.failure };
      tokens.value = page.ok ? page.value.tokens : [];
      nextCursor.value = page.ok ? page.value.nextCursor : null;
    });
  }

  async function loadMore(): Promise<void> {
    const cursor = nextCursor.value;
    if (cursor === null || isLoadingMore.value) return;
    const mine = generation;
    isLoadingMore.value = true;
    const page = await fetchPage({ ...order(), cursor });
    if (mine !== generation) return;
    if (!page.ok && isRefused(page.failure)) {
      options.onBeginAgain?.();
      return load();
    }
    batch(() => {
      isLoadingMore.value = false;
      moreFailure.value = page.ok ? undefined : page.failure;
      if (!page.ok) return;
      tokens.value = [...tokens.value, ...page.value.tokens];
      nextCursor.value = page.value.nextCursor;
    });
  }

  function sortBy(by: SortKey): void {
    const { by: current, order } = sort.value;
    const turned = order === 'asc' ? 'desc' : 'asc';
    sort.value = { by, order: by === current ? turned : firstOrder[by] };
    void load();
  }

  /** Without these; where none is left on screen, with those that come next. */
  function drop(ids: ReadonlySet<string>): void {
    tokens.value = tokens.value.filter(({ id }) => !ids.has(id));
    if (tokens.value.length > 0 || nextCursor.value === null) return;
    state.value = { kind: 'loading' };
    void load();
  }

  function replace(token: Token): void {
    tokens.value = tokens.value.map((other) => (other.id === token.id ? token : other));
  }

  const hasMore: ReadonlySignal<string | null> = nextCursor;
  return {
    tokens,
    state,
    sort,
    hasMore,
    moreFailure,
    isLoading,
    isLoadingMore,
    searched,
    load,
    loadMore,
    sortBy,
    drop,
    replace,
  };
}

/** What the Worker says of a cursor that it did not make for this question. */
function isRefused(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.code === 'invalid_request';
}

export type TokenList = ReturnType<typeof createTokenList>;
