import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { InputOf } from '../../../shared/contract/endpoint.ts';
import type { listAllTokens } from '../../../shared/contract/manager.ts';
import type { Token, TokenPage, TokenTotal } from '../../../shared/contract/token.ts';
import type { Result } from '../../api.ts';
import { createPages } from './pages.ts';

type Query = NonNullable<InputOf<typeof listAllTokens>['query']>;
export type SortKey = NonNullable<Query['sort']>;
export interface Sort {
  by: SortKey;
  order: NonNullable<Query['order']>;
}
export type PageQuery = Pick<Query, 'sort' | 'order' | 'cursor'>;

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
  const sort = signal<Sort>(options.sort ?? newestFirst);
  /** What the rows on screen were searched for. */
  const searched = signal('');
  /** The number of tokens on all pages; undefined if the Worker could not count them. */
  const total = signal<TokenTotal | undefined>(undefined);
  let wanted = '';
  let wantedTotal: TokenTotal | undefined;
  let questions = 0;

  /** Requests pages until one has tokens, the list ends, or a newer request replaces this one. */
  async function fetchFilled(query: PageQuery): Promise<Result<TokenPage>> {
    const mine = ++questions;
    let page = await options.fetchPage(query);
    while (page.ok && mine === questions) {
      const { tokens, nextCursor } = page.value;
      if (tokens.length > 0 || nextCursor === null) break;
      page = await options.fetchPage({ ...query, cursor: nextCursor });
    }
    return page;
  }

  const { items, filter, map, ...pages } = createPages<Token>({
    async fetchPage(cursor) {
      if (cursor === undefined) wanted = options.search?.value ?? '';
      const { by, order } = sort.value;
      const page = await fetchFilled({ sort: by, order, ...(cursor && { cursor }) });
      if (!page.ok) return page;
      const { tokens, nextCursor, total } = page.value;
      if (cursor === undefined) wantedTotal = total;
      return { ...page, value: { items: tokens, nextCursor } };
    },
    onLoaded() {
      searched.value = wanted;
      total.value = wantedTotal;
    },
    onBeginAgain: options.onBeginAgain,
  });

  function sortBy(by: SortKey): void {
    const { by: current, order } = sort.value;
    const turned = order === 'asc' ? 'desc' : 'asc';
    sort.value = { by, order: by === current ? turned : firstOrder[by] };
    void pages.load();
  }

  /** Removes these tokens. If none is left on screen, the next ones are loaded. */
  function drop(ids: ReadonlySet<string>): void {
    const dropped = items.value.filter(({ id }) => ids.has(id)).length;
    batch(() => {
      filter(({ id }) => !ids.has(id));
      if (!total.value?.isExact) return;
      total.value = { count: total.value.count - dropped, isExact: true };
    });
  }

  return {
    ...pages,
    tokens: items,
    sort,
    searched,
    total,
    sortBy,
    drop,
    replace: (token: Token) => map((other) => (other.id === token.id ? token : other)),
  };
}

export type TokenList = ReturnType<typeof createTokenList>;
