import { signal } from '@preact/signals';
import { listTokens, type Token } from '../../../shared/contract/token.ts';
import type { Person } from '../../../shared/contract/user.ts';
import type { Call } from '../../api.ts';
import { t } from '../../i18n.ts';
import type { SiteUrl } from '../../sites.ts';
import { createSession } from './session.ts';
import { createTokenList, type TokenList } from './token-list.ts';
import { createTokenSearch } from './token-search.ts';

export interface StoreOptions {
  site: SiteUrl;
  call: Call;
  now: () => number;
  onOtherPerson: () => void;
}

export interface News {
  text: string;
  /** `done`: what somebody wanted. `note`: something else. `request`: asks for something, and stays until it is dismissed. */
  kind: 'done' | 'note' | 'request';
}

/** A dialog that a button asked for; what it holds is made with it (new-token.ts, deletion.ts) and gone with it. */
export type Wish =
  /** `owner` undefined: the first question is for whom. */
  | { kind: 'new'; owner: Person | undefined }
  | { kind: 'delete'; tokens: readonly Token[] }
  | { kind: 'rotate'; token: Token };

/** Nobody logs out, and somebody else in, in so short a time. */
const trustMs = 5000;

/** All state of one popup, about one site and one person. Views read its signals; only these functions write them. */
export function createStore({ site, call: ask, now, onOtherPerson }: StoreOptions) {
  const session = createSession({ call: ask, onOtherPerson });
  /** The last thing that was done, in words: shown for a while and read out. */
  const news = signal<News | undefined>(undefined);
  const wish = signal<Wish | undefined>(undefined);
  const search = createTokenSearch(() => void mine.load());
  const mine = createTokenList({
    async fetchPage(query) {
      const q = search.asked.value;
      const page = await call(listTokens, { query: { ...query, ...(q && { q }) } });
      const isReady = session.state.value.kind === 'ready';
      if (isReady && page.ok && !page.value.tokens.every(isOwn)) void session.load();
      return page;
    },
    search: search.asked,
    onBeginAgain: () => announce(t('token.listChanged'), 'note'),
  });
  const lists: TokenList[] = [mine];
  let trustedAt = now();

  /** Whoever may not do something any more is shown what they may do now. */
  const call: Call = async (endpoint, input) => {
    const answer = await ask(endpoint, input);
    if (!answer.ok && answer.failure.kind === 'problem' && answer.failure.code === 'forbidden') {
      void session.load();
    }
    return answer;
  };

  function isOwn({ owner }: Token): boolean {
    const { value } = session.state;
    return value.kind === 'ready' && value.session.user.key === owner.key;
  }

  function announce(text: string, kind: News['kind'] = 'done'): void {
    news.value = { text, kind };
  }

  /** Brings the lists that somebody has seen up to date. */
  function refresh(): void {
    for (const list of lists) if (list.state.value.kind === 'ready') void list.load();
  }

  /** When somebody comes back to the window: perhaps from logging in, perhaps as somebody else. */
  async function recover(): Promise<void> {
    const failed = lists.filter((list) => list.state.value.kind === 'failed');
    const isFine = session.state.value.kind === 'ready' && failed.length === 0;
    if (isFine && now() - trustedAt < trustMs) return;
    trustedAt = now();
    await session.load();
    for (const list of failed) void list.load();
  }

  return {
    site,
    call,
    now,
    session,
    news,
    wish,
    mine,
    search,
    isOwn,
    announce,
    refresh,
    recover,
    forgetNews: () => {
      news.value = undefined;
    },
    wishFor: (wanted: Wish | undefined) => {
      wish.value = wanted;
    },
    /** From now on, what happens to tokens reaches this list too. */
    include: (list: TokenList) => {
      lists.push(list);
    },
    added: ({ description }: Token) => {
      announce(t('secret.created', { description }));
      refresh();
    },
    dropped: (ids: ReadonlySet<string>) => {
      for (const list of lists) list.drop(ids);
    },
    replaced: (token: Token) => {
      for (const list of lists) list.replace(token);
    },
  };
}

export type Store = ReturnType<typeof createStore>;
